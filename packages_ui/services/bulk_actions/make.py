"""A new action on packages that a person selected; what it will do, before anything is done; its start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from packages_ui.messages import bulk as words
from packages_ui.messages.message import Message, dump
from packages_ui.models import Act, BulkAction, BulkPackage, StoredPackage
from packages_ui.services import bulk
from packages_ui.services.batches.batch_create import checked
from packages_ui.services.bulk_actions.verbs import VERBS, BulkVerb
from packages_ui.services.errors import NotAllowed
from packages_ui.services.mirror.stored import moment

State = BulkPackage.State
AT_ONCE = 500  # rows in one statement
JUDGED = ("number", "status", "updated_at", "content")


def make(*, user_id: int, verb: str, numbers: Sequence[str], repeats: BulkAction | None = None) -> BulkAction:
    """Not started yet: it remembers which packages a person saw, and as of when. Raises NotAllowed and
    InvalidBatch."""
    if verb not in VERBS:
        raise NotAllowed(words.NO_SUCH_VERB())
    chosen = checked(numbers)
    seen = dict(_stored(chosen).values_list("number", "updated_at"))
    rows = [
        {"number": number, "position": position, "seen": moment(seen.get(number))}
        for position, number in enumerate(chosen, start=1)
    ]
    value = {"value": repeats.value, "shown": repeats.shown} if repeats else {}
    with transaction.atomic():
        action = BulkAction.objects.create(user_id=user_id, verb=verb, repeats=repeats, **value)
        for start in range(0, len(rows), AT_ONCE):
            bulk.insert(BulkPackage, common={"action_id": action.pk}, rows=rows[start : start + AT_ONCE])
    return action


def repeat(*, user_id: int, action: BulkAction, states: Iterable[str]) -> BulkAction:
    """The same for those of its packages that are in these states, as they are now. Raises NotAllowed and
    InvalidBatch."""
    rows = action.packages.filter(state__in=list(states)).order_by("position")
    numbers = list(rows.values_list("number", flat=True))
    return make(user_id=user_id, verb=action.verb, numbers=numbers, repeats=action)


def take_back(*, user_id: int, action: BulkAction) -> BulkAction:
    """The opposite for those that it was done to, as they are now. Raises NotAllowed where it has none, and
    InvalidBatch."""
    rows = action.packages.filter(state=State.DONE).order_by("position")
    numbers = list(rows.values_list("number", flat=True))
    undone = make(user_id=user_id, verb=VERBS[action.verb].undone_by, numbers=numbers)
    if VERBS[undone.verb].value is not None:
        BulkAction.objects.filter(pk=undone.pk).update(value=action.value, shown=action.shown)
    return undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many of `total` packages will be changed, and why the others will not, by number in their order."""

    total: int
    refused: Mapping[str, Message]

    @property
    def count(self) -> int:
        return self.total - len(self.refused)


def forecast(*, action: BulkAction, value: str = "", shown: str = "") -> Forecast:
    """What would happen now, by the copy. Each package is read once more before it is changed."""
    verb = VERBS[action.verb]
    rows = list(action.packages.order_by("position").values_list("number", "seen"))
    refused = _refused(verb, dict(rows), value, shown)
    ordered = {number: refused[number] for number, _ in rows if number in refused}
    return Forecast(total=len(rows), refused=ordered)


def start(*, action: BulkAction, user_id: int, value: str = "", shown: str = "") -> Forecast:
    """Once: a second call changes nothing. Wake a worker on commit. Raises NotAllowed where nothing can be
    done."""
    found = forecast(action=action, value=value, shown=shown)
    if not found.count:
        raise NotAllowed(words.NOTHING_TO_DO())
    fresh = BulkAction.objects.filter(pk=action.pk, user_id=user_id, started_at=None)
    with transaction.atomic():
        if fresh.update(started_at=timezone.now(), value=value, shown=shown):
            action.value = value
            _set_refused(action, found.refused)
            action.packages.filter(state=State.ASKED).update(state=State.WANTED)
            _note(action, user_id, words.STARTED(action=VERBS[action.verb].title, count=found.count))
    return found


def stop(*, action: BulkAction, user_id: int) -> int:
    """Those that are not begun are left as they are; how many. What is under way comes to its end."""
    with transaction.atomic():
        waiting = action.packages.filter(state=State.WANTED)
        left = waiting.update(state=State.STOPPED, sentence=words.STOPPED())
        if left:
            BulkAction.objects.filter(pk=action.pk).update(stopped_at=timezone.now(), due_at=None, problem="")
            _note(action, user_id, words.STOPPED_REST(action=VERBS[action.verb].title, count=left))
    end(action_id=action.pk)
    return left


def end(*, action_id: int) -> bool:
    """Whether nothing of it is left to do: then it has ended, once."""
    waiting = BulkPackage.objects.filter(action=action_id, state__in=BulkPackage.WAITING)
    if waiting.exists():
        return False
    open_ = BulkAction.objects.filter(pk=action_id, started_at__isnull=False, ended_at=None)
    open_.update(ended_at=timezone.now(), due_at=None, problem="")
    return True


def _refused(
    verb: BulkVerb, seen: Mapping[str, datetime | None], value: str, shown: str
) -> dict[str, Message]:
    found: dict[str, Message] = {}
    stored = list(_stored(list(seen)).only(*JUDGED))
    found |= {row.number: words.CHANGED_MEANWHILE() for row in stored if row.updated_at != seen[row.number]}
    found |= dict.fromkeys(seen.keys() - {row.number for row in stored}, words.NOT_IN_COPY())
    known = [row for row in stored if row.number not in found]
    return found | dict(verb.refusals(known, value, shown))


def _stored(numbers: Sequence[str]) -> QuerySet[StoredPackage]:
    return StoredPackage.objects.filter(number__in=numbers).order_by()


def _set_refused(action: BulkAction, refused: Mapping[str, Message]) -> None:
    """By reason: thousands of packages have few."""
    by_reason: dict[str, list[str]] = {}
    for number, reason in refused.items():
        by_reason.setdefault(dump(reason), []).append(number)
    for text, numbers in by_reason.items():
        rows = action.packages.filter(state=State.ASKED, number__in=numbers)
        rows.update(state=State.REFUSED, sentence=text)


def _note(action: BulkAction, user_id: int, sentence: Message) -> None:
    Act.objects.create(
        verb=VERBS[action.verb].audit,
        outcome=Act.Outcome.DONE,
        user_id=user_id,
        after={"bulk": action.pk} | ({"value": action.value} if action.value else {}),
        sentence=sentence,
    )
