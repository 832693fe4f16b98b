"""Labels that break what draws them, between good ones: the good ones come out, whatever they go to."""

import logging
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from msgspec.structs import replace
from pytest_django import Settings

from packages_ui.drawing import draw
from packages_ui.drawing.pool import Pool
from packages_ui.drawing.requests import Answer, Task
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.read import read_barcodes
from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services import label_files
from packages_ui.services.batches.join import join_batch
from packages_ui.services.printing import feed
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.services.printing.raw import RawConnection
from tests.drawing.hostile import HOSTILE, endless_html, endless_pdf, hostile
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import PATIENCE, until
from tests.read_once import texts_on
from tests.services.batch_makers import batch_of, label_of, states
from tests.services.printing.makers import printer_of, ready_batch, zpl_of
from tests.services.printing.running import Clock, Running

State = PrintJob.State
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media", "unhurried"),
    pytest.mark.in_turn(one_in=3),
]
DRAW: Callable[..., Answer] = Pool.draw
ENDLESS = [endless_html(), endless_pdf()]
GOOD = [f"AB{number:02}" for number in range(len(HOSTILE) + 1)]
ALL = [number for pair in zip(GOOD, HOSTILE, strict=False) for number in pair] + GOOD[-1:]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what never ends is given up soon."""
    _give_up_after(monkeypatch, 1.5)


def _give_up_after(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """What never ends."""

    def draw_it(pool: Pool, task: Task, **waits: float) -> Answer:
        its = seconds if getattr(task.request, "content", None) in ENDLESS else 10 * PATIENCE
        return DRAW(pool, Task(task.request, replace(task.limits, seconds=its)), **waits)

    monkeypatch.setattr(Pool, "draw", draw_it)


@pytest.fixture
def zpl_peer() -> Iterator[ZplPrinter]:
    with ZplPrinter(counts=False) as peer:
        yield peer


@pytest.fixture
def ipp_peer() -> Iterator[IppEvePrinter]:
    with IppEvePrinter() as peer:
        yield peer


def mixed_batch(printer: Printer | None, numbers: list[str] = ALL) -> LabelBatch:
    """Good labels, and between them one of each kind that is not."""
    batch = batch_of(*numbers, printer=printer)
    for job in batch.jobs.all():
        number = job.package_number
        content, kind = hostile(number) if number in HOSTILE else (zpl_of(number), LabelFormat.ZPL)
        ready = {"state": State.READY, "label": label_of(number, content, kind), "ready_at": timezone.now()}
        batch.jobs.filter(pk=job.pk).update(**ready)
    return batch


def came_out(zpl: list[bytes]) -> list[str]:
    return [found.decode() for label in zpl for found in re.findall(rb"\^BCN[^\^]*\^FD(AB\w+)\^FS", label)]


def expect_words(batch: LabelBatch) -> None:
    """Nothing waits; what did not come out says why, once."""
    for job in batch.jobs.exclude(package_number__in=GOOD):
        if job.state == State.FAILED:
            assert str(job.reason).endswith(".")
            assert "unexpected" not in job.reason
        else:
            assert job.state in (State.PRINTED, State.READY), job.package_number
            assert job.state == State.PRINTED or job.question, job.package_number


def test_it_prints_the_good_ones_on_a_zpl_printer(
    zpl_peer: ZplPrinter, caplog: pytest.LogCaptureFixture
) -> None:
    printer = printer_of(address=f"{zpl_peer.host}:{zpl_peer.port}")
    batch = mixed_batch(printer)
    with caplog.at_level(logging.INFO):
        Running(printer, RawConnection).wait()
    assert came_out(zpl_peer.printed) == GOOD
    expect_words(batch)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("packages_ui")]
    assert all("its label was given up" in line for line in lines)
    assert len(lines) <= len(HOSTILE)


def test_it_prints_the_good_ones_on_an_ipp_printer(ipp_peer: IppEvePrinter) -> None:
    printer = printer_of("ipp", ipp_peer.uri)
    batch = mixed_batch(printer)
    Running(printer, IppConnection).wait()
    read = [text for _, pdf in ipp_peer.printed for text in texts_on(pdf)]
    assert [text for text in read if text.startswith("AB")] == GOOD
    expect_words(batch)


def test_it_joins_the_good_ones_for_a_browser(db: None) -> None:
    batch, rests = mixed_batch(None), list[int]()
    while not join_batch(batch_id=batch.pk, on_rest=lambda: rests.append(1)):
        assert sum(rests) <= len(ALL)
    assert rests  # after each that took long, others had their turn
    batch.refresh_from_db()
    pdf = (label_files.root() / batch.pdf_path).read_bytes()
    assert [text for text in read_barcodes(pdf) if text.startswith("AB")] == GOOD
    for job in batch.jobs.filter(state=State.FAILED):
        assert str(job.reason).endswith(".")
        assert "unexpected" not in job.reason
    assert set(batch.jobs.filter(state=State.READY).values_list("package_number", flat=True)) >= set(GOOD)


ALONE: dict[str, Any] = {"worker": "w", "on_wanted": lambda: None, "on_more": lambda: None}


def test_it_feeds_other_printers_while_a_label_takes_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run ends when its time is over, but not before the label that takes long; the others go on."""
    settings.PRINT_RUN_SECONDS, settings.PRINT_DRAW_SECONDS = PATIENCE, 20 * PATIENCE
    _give_up_after(monkeypatch, 10 * PATIENCE)
    monkeypatch.setattr(feed, "monotonic", clock := Clock())
    with ZplPrinter(counts=False) as slow, ZplPrinter(counts=False, slow=0.05) as quick:
        first, second = (printer_of(address=f"{peer.host}:{peer.port}") for peer in (slow, quick))
        bad = mixed_batch(first, ["endless HTML"])
        good = ready_batch(second, *(f"AB{number:02}" for number in range(15)))
        run = threading.Thread(target=feed_alone)
        run.start()
        until(lambda: any(draw._pools[-1].taken), "a label that is drawn")
        assert quick.wait_printed(1)
        clock.ahead = 2 * PATIENCE  # its time is over
        assert quick.wait_printed(15)
        assert states(bad) == [State.READY]  # it is being drawn all the while
        end_children()
        run.join(PATIENCE)
        assert not run.is_alive()
        clock.ahead = 0
        until(lambda: fed(good), "what the last ones have become")
    assert states(bad) == [State.FAILED]
    assert "crashes the program" in bad.jobs.get().reason


def fed(batch: LabelBatch) -> bool:
    """Whether one more run leaves all of them printed."""
    feed.feed_printers(**ALONE)
    return set(states(batch)) == {State.PRINTED}


def feed_alone() -> None:
    """In a thread, with a database connection of its own."""
    try:
        feed.feed_printers(**ALONE)
    finally:
        connection.close()


def end_children() -> None:
    """Whatever they draw."""
    for child in draw._pools[-1].taken:
        os.kill(child.pid, signal.SIGKILL)


def test_it_leaves_a_label_to_the_next_run_that_comes_late_in_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PRINT_RUN_SECONDS, settings.PRINT_DRAW_SECONDS = 0.3, 1.0
    _give_up_after(monkeypatch, 10 * PATIENCE)
    with ZplPrinter(counts=False) as peer:
        printer = printer_of(address=f"{peer.host}:{peer.port}")
        bad = mixed_batch(printer, ["endless HTML"])
        assert feed.feed_printers(**ALONE)
    assert states(bad) == [State.READY]


def test_it_draws_a_label_again_that_a_person_retried(zpl_peer: ZplPrinter) -> None:
    printer = printer_of(address=f"{zpl_peer.host}:{zpl_peer.port}")
    batch = mixed_batch(printer, ["endless HTML"])
    Running(printer, RawConnection).wait()
    assert states(batch) == [State.FAILED]
    label = label_of("AB01", zpl_of("AB01"), LabelFormat.ZPL)
    batch.jobs.update(state=State.READY, label=label)
    Running(printer, RawConnection).wait()
    assert came_out(zpl_peer.printed) == ["AB01"]
