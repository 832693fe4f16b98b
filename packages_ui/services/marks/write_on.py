"""Write on a package: note, tags, whose it is. Whoever saw an older version changes nothing and gets a
message with the current one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from packages_ui.codes.folding import fold
from packages_ui.messages import marks as messages
from packages_ui.messages.message import Message
from packages_ui.models import Act, PackageMark, PackageTag, Station
from packages_ui.models.package_mark import MOST_OF_NOTE, MOST_OF_TAG, MOST_TAGS
from packages_ui.services import audit
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.own import NOBODY, Own, current_text, own_of
from packages_ui.services.marks.searched import follow

Assignee = tuple[User | None, Station | None]


class WrittenMeanwhile(NotAllowed):
    """Somebody else changed the marks since the person saw them; `now` is what stands there."""

    def __init__(self, now: Own, who: str) -> None:
        sentence = messages.MARKS_CHANGED(who=who or messages.SOMEBODY())
        super().__init__(sentence + current_text(now))
        self.now = now


def write_on(
    *, number: str, note: str, tags: Iterable[str], assigned: str, seen: int, user_id: int | None
) -> Message:
    """All of it at once, as `own_of` gives it; `seen` is the version that the person saw. Raises NotAllowed
    where a part of it cannot be, and WrittenMeanwhile."""
    text = note_of(note)
    wanted = keys_of(tags)
    if len(wanted) > MOST_TAGS:
        raise NotAllowed(messages.TOO_MANY_TAGS(number=number, most=MOST_TAGS))
    with transaction.atomic():
        mark = _row(number)
        before = own_of(number=number)
        values: dict[str, Any] = {"note": text}
        if assigned != before.assigned:  # whom it was assigned to may stay, gone or not
            values |= dict(zip(("person", "station"), assignee_of(assigned), strict=True))
        if not _change(mark, user_id, seen=seen, **values):
            raise _meanwhile(number)
        mark.tags.exclude(key__in=wanted).delete()
        have = set(mark.tags.values_list("key", flat=True))
        mark.tags.bulk_create(
            PackageTag(mark=mark, tag=tag, key=key) for key, tag in wanted.items() if key not in have
        )
        _note(number, user_id, before)
    follow(numbers=[number])
    return messages.MARKS_SAVED(number=number)


def add_tag(*, number: str, tag: str, user_id: int | None) -> Message:
    """Raises NotAllowed, where it has it already too."""
    key, text = next(iter(keys_of([tag]).items()), ("", ""))
    if not key:
        raise NotAllowed(messages.NO_TAG())
    with transaction.atomic():
        mark = _row(number)
        _change(mark, user_id)
        before = own_of(number=number)
        keys = set(mark.tags.values_list("key", flat=True))
        if key in keys:
            raise NotAllowed(messages.HAS_TAG(number=number, tag=text))
        if len(keys) >= MOST_TAGS:
            raise NotAllowed(messages.TOO_MANY_TAGS(number=number, most=MOST_TAGS))
        mark.tags.create(tag=text, key=key)
        _note(number, user_id, before)
    follow(numbers=[number])
    return messages.TAGGED(number=number, tag=text)


def remove_tag(*, number: str, tag: str, user_id: int | None) -> Message:
    """However it is written. Raises NotAllowed where it has none such."""
    with transaction.atomic():
        mark = PackageMark.objects.filter(number=number).select_for_update(no_key=True).first()
        before = own_of(number=number)
        if mark is None or not (_change(mark, user_id) and mark.tags.filter(key=key_of(tag)).delete()[0]):
            raise NotAllowed(messages.HAS_NO_TAG(number=number, tag=tag))
        _note(number, user_id, before)
    follow(numbers=[number])
    return messages.UNTAGGED(number=number, tag=tag)


def assign(*, number: str, assigned: str, user_id: int | None) -> Message:
    """Once or again: what was chosen last holds. Raises NotAllowed."""
    person, station = assignee_of(assigned)
    with transaction.atomic():
        mark = _row(number)
        before = own_of(number=number)
        if before.assigned != assigned:
            _change(mark, user_id, person=person, station=station)
            _note(number, user_id, before)
    who = person.get_username() if person else station.name if station else ""
    return messages.ASSIGNED(number=number, who=who) if who else messages.UNASSIGNED(number=number)


def forget(*, numbers: Iterable[str]) -> None:
    """What was written freely may name people; whose they are stays."""
    theirs = list(numbers)
    marks = PackageMark.objects.filter(number__in=theirs)
    with transaction.atomic():
        PackageTag.objects.filter(mark__in=marks).delete()
        marks.update(note="", version=F("version") + 1)
    follow(numbers=theirs)


def note_of(text: str) -> str:
    """As it is kept; lines stay. Raises NotAllowed."""
    lines = (" ".join(_printable(line).split()) for line in text.splitlines())
    note = "\n".join(lines).strip()
    if len(note) > MOST_OF_NOTE:
        raise NotAllowed(messages.NOTE_TOO_LONG(most=MOST_OF_NOTE))
    return note


def keys_of(tags: Iterable[str]) -> dict[str, str]:
    """Each once, by how it is compared; empty ones are left out. Raises NotAllowed."""
    found: dict[str, str] = {}
    for text in tags:
        tag = " ".join(_printable(text).split())
        if len(tag) > MOST_OF_TAG:
            raise NotAllowed(messages.TAG_TOO_LONG(most=MOST_OF_TAG, tag=tag[: 2 * MOST_OF_TAG]))
        if tag and (not (key := key_of(tag)) or "," in tag):
            raise NotAllowed(messages.NO_TAG())
        if tag:
            found.setdefault(key, tag)
    return found


def key_of(tag: str) -> str:
    return fold(tag)[:MOST_OF_TAG]


def assignee_of(assigned: str) -> Assignee:
    """Raises NotAllowed where there is none such, or it is a person who may not sign in any more."""
    if assigned == NOBODY:
        return None, None
    kind, digits = assigned[:1], assigned[1:19]
    pk = int(digits) if digits.isascii() and digits.isdecimal() else 0
    person = User.objects.filter(pk=pk, is_active=True).first() if kind == "p" else None
    station = Station.objects.filter(pk=pk).first() if kind == "s" else None
    if person is None and station is None:
        raise NotAllowed(messages.NO_SUCH_ASSIGNEE())
    return person, station


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _row(number: str) -> PackageMark:
    """Locked: of two people at once the second reads what the first has written."""
    return PackageMark.objects.select_for_update(no_key=True).get_or_create(number=number)[0]


def _change(mark: PackageMark, user_id: int | None, *, seen: int | None = None, **values: Any) -> bool:
    """Whether the row was changed: not where it is another version than `seen`."""
    rows = PackageMark.objects.filter(pk=mark.pk)
    rows = rows if seen is None else rows.filter(version=seen)
    return bool(rows.update(version=F("version") + 1, by=user_id, at=timezone.now(), **values))


def _meanwhile(number: str) -> WrittenMeanwhile:
    mark = PackageMark.objects.select_related("by").get(number=number)
    return WrittenMeanwhile(own_of(number=number), mark.by.get_username() if mark.by else "")


def _note(number: str, user_id: int | None, before: Own) -> None:
    """The note's own text stays out of the audit: it may name people."""
    after = own_of(number=number)
    old, new = _details(before), _details(after)
    names = [name for name in old if old[name] != new[name]]
    if before.note != after.note and "note" not in names:
        names.append("note")
    if names:
        was, now = ({name: details[name] for name in names} for details in (old, new))
        audit.note(Act.Verb.MARK, user_id=user_id, number=number, before=was, after=now)


def _details(own: Own) -> Mapping[str, Any]:
    return {"note": bool(own.note), "tags": list(own.tags), "assigned": own.assignee}
