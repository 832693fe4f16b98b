"""Two feeders, a sweep, a cancel, a retry, a person and a printer, in any order: no label comes out twice
without anybody's word, none is forgotten, and every move is one that there is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packages_ui.models import Act, Label, LabelBatch, Lease, Printer, PrintJob
from packages_ui.services import lease
from packages_ui.services.batches import batches
from packages_ui.services.printing import control, ledger, queue
from packages_ui.services.printing.answers import answer_unknown
from tests import turns
from tests.services.batch_makers import person
from tests.services.printing.makers import let_go, printer_of, ready_batch

State, Cause, Proof = PrintJob.State, PrintJob.Cause, PrintJob.Proof
LABELS = ("1", "2", "3", "4")
# on PostgreSQL the orders are the same, the SQL alone is other
WALKS = 120 if turns.now.every else 60 if connection.vendor == "sqlite" else 30


@dataclass
class Feeder:
    """One worker: what it holds and what it is in the middle of. `out`: the bytes are with the printer."""

    token: str = ""
    job: PrintJob | None = None
    out: bool = False


class World:
    """`paper` counts what came out of the printer, by job."""

    def __init__(self, random: Random) -> None:
        for model in (PrintJob, Act, Label, LabelBatch, Printer, Lease):
            model._default_manager.all().delete()
        self.random = random
        self.printer = printer_of(answers=True)
        self.batch = ready_batch(self.printer, *LABELS)
        self.feeders = [Feeder(), Feeder()]
        self.paper: dict[int, int] = {}
        self.before = self.states()

    def states(self) -> dict[int, str]:
        return dict(self.batch.jobs.values_list("pk", "state"))

    def jobs(self, *states: PrintJob.State) -> list[int]:
        """Their ids, in the batch's order, as of the last step: nothing happens between two."""
        return [pk for pk, state in self.before.items() if state in states]

    def step(self) -> None:
        """Somebody does something that can be done now."""
        feeder = self.random.choice([*self.feeders, None])
        if feeder is None:
            self.random.choice(self.other_acts())()
        else:
            self.random.choice(self.feeder_acts(feeder))(feeder)

    def feeder_acts(self, feeder: Feeder) -> list[Callable[[Feeder], None]]:
        if not feeder.token:
            return [self.take_the_printer]
        ends = [self.lose_the_lease, self.die]
        if feeder.out:
            return [*ends, self.hand_over, self.hand_over, self.break_the_line]
        return (
            [*ends, *[self.put_on_paper] * 3] if feeder.job else [*ends, self.renew, *[self.begin_next] * 3]
        )

    def other_acts(self) -> list[Callable[[], object]]:
        acts: list[Callable[[], object]] = [self.sweep, self.pause, self.resume, self.resume]
        if sent := self.jobs(State.SENT):
            acts += [lambda: ledger.confirm(row(sent[0]), Proof.PRINTER), lambda: doubt(row(sent[0]))]
        if unknown := self.jobs(State.UNKNOWN):
            acts += [lambda: self.ask_a_person(row(self.random.choice(unknown)))] * 3
        if ready := self.jobs(State.READY):
            acts.append(lambda: fail(row(ready[-1])))
        if self.jobs(State.FAILED):
            acts += [self.retry, self.retry, self.cancel]
        return acts

    # --- the feeders

    def take_the_printer(self, feeder: Feeder) -> None:
        feeder.token = lease.take(name=ledger.lease_name(self.printer.pk), seconds=60) or ""
        if feeder.token:
            ledger.abandon(printer_id=self.printer.pk, token=feeder.token)

    def begin_next(self, feeder: Feeder) -> None:
        if (job := queue.next_job(self.printer)) is not None:
            words: dict[str, Any] = {"handle": "h", "pieces": 1, "count_before": None}
            begun = ledger.begin(job, printer=self.printer, token=feeder.token, **words)
            feeder.job = job if begun else None

    def put_on_paper(self, feeder: Feeder) -> None:
        """The guard: whoever slept past the lease sends nothing."""
        assert feeder.job
        if Lease.objects.filter(token=feeder.token, until__gte=timezone.now()).exists():
            self.paper[feeder.job.pk] = self.paper.get(feeder.job.pk, 0) + 1
            feeder.out = True
        else:
            ledger.requeue_unsent(feeder.job, token=feeder.token)
            feeder.job = None

    def hand_over(self, feeder: Feeder) -> None:
        assert feeder.job
        ledger.sent(feeder.job, token=feeder.token, remote_id=None)
        feeder.job, feeder.out = None, False

    def break_the_line(self, feeder: Feeder) -> None:
        assert feeder.job
        ledger.mark_unknown(feeder.job, token=feeder.token, cause=Cause.DISCONNECTED, reason="broke")
        feeder.job, feeder.out = None, False

    def lose_the_lease(self, feeder: Feeder) -> None:
        """It sleeps too long; later it wakes and goes on where it was."""
        let_go(feeder.token)

    def die(self, feeder: Feeder) -> None:
        let_go(feeder.token)
        feeder.token, feeder.job, feeder.out = "", None, False

    def renew(self, feeder: Feeder) -> None:
        if not lease.renew(token=feeder.token, seconds=60):
            feeder.token = ""

    # --- the others

    def sweep(self) -> None:
        ledger.abandon()

    def ask_a_person(self, job: PrintJob) -> None:
        """Who looks at the printer, and says what is true; twice, as people do."""
        came_out = self.paper.get(job.pk, 0) > 0
        answer_unknown(jobs=[job, job], came_out=came_out, user_id=person().pk)

    def pause(self) -> None:
        control.pause_batch(batch=self.batch)

    def resume(self) -> None:
        control.resume_batch(batch=self.batch)

    def cancel(self) -> None:
        batches.cancel(batch=self.batch)

    def retry(self) -> None:
        batches.retry(batch=self.batch)
        self.batch.jobs.filter(state=State.WANTED).update(state=State.READY, label=Label.objects.first())

    def check(self) -> None:
        """What always holds."""
        before, now = self.before, self.states()
        self.before, on_paper = now, {State.SENDING, State.SENT, State.PRINTED, State.UNKNOWN}
        assert all(count == 1 for count in self.paper.values()), "a label is on paper twice"
        assert all(now[pk] in on_paper for pk in self.paper), "what is on paper would be sent again"
        claimed = self.jobs(State.PRINTED, State.SENT)
        assert all(self.paper.get(pk) == 1 for pk in claimed), "called printed, and is not"
        assert len(self.jobs(State.SENDING)) <= 1, "two labels on their way to one printer"
        moved = [(before[pk], state) for pk, state in now.items() if state != before[pk]]
        assert all(is_walk(*move) for move in moved), moved


def row(pk: int) -> PrintJob:
    return PrintJob.objects.get(pk=pk)


def doubt(job: PrintJob) -> None:
    ledger.mark_unconfirmed(job, cause=Cause.OFFLINE, reason="away")


def fail(job: PrintJob) -> None:
    ledger.move(PrintJob.objects.filter(pk=job.pk), State.READY, State.FAILED)


def is_walk(before: str, after: str) -> bool:
    """One move, or the two that a retry and the fetch after it take in one step."""
    return after in PrintJob.MOVES[before] or (before, after) == (State.FAILED, State.READY)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("media")
@given(random=st.randoms(use_true_random=True))
@settings(max_examples=WALKS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_it_keeps_every_promise_in_any_order(random: Random) -> None:
    world = World(random)
    for _ in range(60):
        world.step()
        world.check()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("media")
def test_it_has_one_winner_among_threads() -> None:
    printer = printer_of()
    batch = ready_batch(printer, "1")
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=60)
    job = batch.jobs.get()

    def begin(number: int) -> bool:
        words: dict[str, Any] = {"handle": str(number), "pieces": 1, "count_before": None}
        try:
            return ledger.begin(job, printer=printer, token=str(token), **words)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(begin, range(6))) == 1
