"""Notes, tags and assignments of many packages. Each of these is done once, begun before or not."""

from collections.abc import Mapping, Sequence

from packages_ui.messages import marks
from packages_ui.messages.message import Message
from packages_ui.models import StoredPackage
from packages_ui.models.package_mark import MOST_TAGS
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks import write_on
from packages_ui.services.marks.own import NONE, Own, assignees, own_marks, own_of
from packages_ui.services.marks.write_on import key_of, keys_of, note_of
from packages_ui.services.mirror.wanted import NOBODY

Stored = Sequence[StoredPackage]


def add_tag(*, number: str, tag: str, user_id: int | None, is_resumed: bool) -> Message:
    """Raises NotAllowed."""
    if is_resumed and _has(own_of(number=number), tag):
        return marks.TAGGED(number=number, tag=tag)
    return write_on.add_tag(number=number, tag=tag, user_id=user_id)


def remove_tag(*, number: str, tag: str, user_id: int | None, is_resumed: bool) -> Message:
    """Raises NotAllowed."""
    if is_resumed and not _has(own_of(number=number), tag):
        return marks.UNTAGGED(number=number, tag=tag)
    return write_on.remove_tag(number=number, tag=tag, user_id=user_id)


def write_note(*, number: str, note: str, user_id: int | None, is_resumed: bool) -> Message:
    """On a package that has none. Raises NotAllowed."""
    own, text = own_of(number=number), note_of(note)
    if own.note == text and is_resumed:
        return marks.MARKS_SAVED(number=number)
    if own.note or not text:
        raise NotAllowed(marks.HAS_NOTE(number=number) if own.note else marks.NO_NOTE())
    return write_on.write_on(
        number=number,
        note=text,
        tags=own.tags,
        assigned=own.assigned,
        seen=own.version,
        user_id=user_id,
    )


def assign(*, number: str, value: str, user_id: int | None) -> Message:
    """Raises NotAllowed."""
    return write_on.assign(number=number, assigned=_assigned(value), user_id=user_id)


def whom() -> list[tuple[str, str]]:
    """What `value` may be, with its words."""
    return [(NOBODY, str(marks.NOBODY())), *assignees()]


def not_tagged(packages: Stored, value: str, _shown: str) -> Mapping[str, Message]:
    """Those that cannot get the tag."""
    numbers = [row.number for row in packages]
    try:
        if not keys_of([value]):
            return dict.fromkeys(numbers, marks.NO_TAG())
    except NotAllowed as error:
        return dict.fromkeys(numbers, error.sentence)
    own = own_marks(numbers=numbers)
    has = {number: marks.HAS_TAG(number=number, tag=value) for number, one in own.items() if _has(one, value)}
    full = [number for number, one in own.items() if len(one.tags) >= MOST_TAGS and number not in has]
    return has | {number: marks.TOO_MANY_TAGS(number=number, most=MOST_TAGS) for number in full}


def not_untagged(packages: Stored, value: str, _shown: str) -> Mapping[str, Message]:
    """Those that do not have the tag."""
    own = own_marks(numbers=[row.number for row in packages])
    without = (row.number for row in packages if not _has(own.get(row.number, NONE), value))
    return {number: marks.HAS_NO_TAG(number=number, tag=value) for number in without}


def not_noted(packages: Stored, _value: str, _shown: str) -> Mapping[str, Message]:
    """Those that have a note: it would be lost."""
    own = own_marks(numbers=[row.number for row in packages])
    return {number: marks.HAS_NOTE(number=number) for number, one in own.items() if one.note}


def not_assigned(packages: Stored, value: str, _shown: str) -> Mapping[str, Message]:
    """Those that are assigned so already."""
    own = own_marks(numbers=[row.number for row in packages])
    found = {row.number: own.get(row.number, NONE) for row in packages}
    return {
        number: marks.ASSIGNED(number=number, who=one.assignee)
        if one.assigned
        else marks.UNASSIGNED(number=number)
        for number, one in found.items()
        if one.assigned == _assigned(value)
    }


def _has(own: Own, tag: str) -> bool:
    return key_of(tag) in map(key_of, own.tags)


def _assigned(value: str) -> str:
    return "" if value == NOBODY else value
