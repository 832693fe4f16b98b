"""Do what was started: one worker for each action, a few packages at once, in their order.

A row is claimed with the token of the worker's lease; when the worker dies, `give_back` makes it wanted
again, and it is checked whether it was done already. While Seller Center is away the rows wait.
"""

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from packages_ui.messages.message import Message
from packages_ui.models import BulkAction, BulkPackage, Lease
from packages_ui.services import lease
from packages_ui.services.batches import fetch_pause
from packages_ui.services.batches.fetch_pause import Turn
from packages_ui.services.bulk_actions.do_one import Done, do_some
from packages_ui.services.bulk_actions.make import end
from packages_ui.services.bulk_actions.verbs import AT_ONCE, VERBS

State = BulkPackage.State
LEASE_SECONDS = 15
RENEW_SECONDS = 3
RUN_SECONDS = 10.0
AWAY_SECONDS = 15  # until an action is tried again whose packages Seller Center did not answer for
MOST_ATTEMPTS = 5  # of a package while others get through,
MOST_ATTEMPTS_ALONE = 40  # and where no other one is tried
MOST_ACTIONS = 20


@dataclass(slots=True)
class Run:
    """One worker at one action, under its lease. `at_once` is 1 while it is not known whether Seller Center
    accepts our key, else `most`; each time it is `together` packages. `problem` is why it pauses."""

    action: BulkAction
    token: str
    until: float
    at_once: int = AT_ONCE
    most: int = AT_ONCE
    under_way: set[Future[list[Done]]] = field(default_factory=set)
    aways: int = 0
    stop: bool = False
    went: bool = False  # one package at least got through
    problem: Message | str = ""
    retry_after: float = AWAY_SECONDS


def carry_on(*, action_id: int, seconds: float = RUN_SECONDS) -> bool:
    """Do what is due, for at most about `seconds`. True when there is more that can be done at once."""
    action = BulkAction.objects.filter(pk=action_id, started_at__isnull=False, ended_at=None).first()
    if action is None or action.verb not in VERBS or (action.due_at and action.due_at > timezone.now()):
        return False
    most = min(VERBS[action.verb].at_once, AT_ONCE)
    turn = fetch_pause.turn() if VERBS[action.verb].needs_seller_center else Turn.GO
    if turn is Turn.WAIT:
        return False
    with lease.held(name=_name(action_id), seconds=LEASE_SECONDS) as token:
        if token is None:
            return False
        run = Run(action, token, monotonic() + seconds, at_once=1 if turn is Turn.TRY else most, most=most)
        with _claims_of(run), ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bulk") as pool:
            while _fill(run, pool):
                _collect(run)
    _note_problem(run)
    return not end(action_id=action_id) and not run.stop and _due(action_id).exists()


def under_way() -> tuple[int, ...]:
    """Actions for which a worker is to be woken: due, and at which none is."""
    now = timezone.now()
    rows = BulkAction.objects.filter(started_at__isnull=False, ended_at=None)
    rows = rows.filter(Q(due_at=None) | Q(due_at__lte=now)).order_by("pk")
    found = list(rows.values_list("pk", flat=True)[:MOST_ACTIONS])
    live = set(
        Lease.objects.filter(name__in=map(_name, found), until__gte=now).values_list("name", flat=True)
    )
    return tuple(pk for pk in found if _name(pk) not in live)


def give_back() -> int:
    """Rows of workers that died are wanted again; how many."""
    abandoned = BulkPackage.objects.filter(state=State.DOING).exclude(claim__in=lease.live_tokens())
    return abandoned.update(state=State.WANTED, claim="")


def _name(action_id: int) -> str:
    return f"bulk-{action_id}"


def _due(action_id: int) -> QuerySet[BulkPackage]:
    rows = BulkPackage.objects.filter(action=action_id, state=State.WANTED)
    return rows.filter(Q(due_at=None) | Q(due_at__lte=timezone.now())).order_by("position")


@contextmanager
def _claims_of(run: Run) -> Iterator[None]:
    """Whatever happens, claimed rows go back."""
    try:
        yield
    finally:
        lease.drop_broken_connection()
        mine = BulkPackage.objects.filter(action=run.action, state=State.DOING, claim=run.token)
        mine.update(state=State.WANTED, claim="")


def _fill(run: Run, pool: ThreadPoolExecutor) -> bool:
    """Keep the threads busy. False when nothing is under way any more."""
    if not lease.renew(token=run.token, seconds=LEASE_SECONDS):
        run.stop = True
    room = run.at_once - len(run.under_way)
    if room > 0 and not run.stop and monotonic() < run.until:
        together = VERBS[run.action.verb].together
        rows = _claim(run, room * together)
        some = (rows[start : start + together] for start in range(0, len(rows), together))
        run.under_way.update(pool.submit(do_some, run.action, each) for each in some)
    return bool(run.under_way)


def _claim(run: Run, room: int) -> list[BulkPackage]:
    """Row by row: a person may have stopped it in the meantime."""
    claimed = []
    for row in _due(run.action.pk)[:room]:
        mine = BulkPackage.objects.filter(pk=row.pk, state=State.WANTED)
        if mine.update(state=State.DOING, claim=run.token, attempts=F("attempts") + 1):
            row.attempts += 1
            claimed.append(row)
    return claimed


def _collect(run: Run) -> None:
    done, run.under_way = wait(run.under_way, timeout=RENEW_SECONDS, return_when=FIRST_COMPLETED)
    for one in (one for future in done for one in future.result()):
        _write(run, one)


def _write(run: Run, done: Done) -> None:
    mine = BulkPackage.objects.filter(pk=done.row.pk, state=State.DOING, claim=run.token)
    due_at = _in(done.wait) if done.wait else None
    mine.update(state=_state(run, done), claim="", sentence=done.sentence, due_at=due_at)
    run.went = run.went or not done.is_away
    run.aways = run.aways + 1 if done.is_away else 0
    _watch_key(run, done)
    if done.key_refused or run.aways >= run.at_once:
        run.stop, run.problem = True, done.sentence
        run.retry_after = max(done.wait, AWAY_SECONDS)


def _state(run: Run, done: Done) -> State:
    """A package that never gets through must not keep the action from its end; an outage must not end it."""
    most = MOST_ATTEMPTS if run.went else MOST_ATTEMPTS_ALONE
    is_hopeless = done.state == State.WANTED and done.row.attempts >= most and not done.key_refused
    return State.FAILED if is_hopeless else done.state


def _watch_key(run: Run, done: Done) -> None:
    if done.key_refused:
        fetch_pause.refused(sentence=done.sentence)
    elif run.at_once < run.most and not done.is_away:
        fetch_pause.works()
        run.at_once = run.most


def _note_problem(run: Run) -> None:
    open_ = BulkAction.objects.filter(pk=run.action.pk, ended_at=None)
    if run.problem:
        open_.update(due_at=_in(run.retry_after), problem=run.problem)
    elif run.went:
        open_.exclude(problem="").update(due_at=None, problem="")


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)
