"""A database that is older than what was printed: nothing comes out twice, and somebody is asked."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.db import DatabaseError
from django.utils import timezone

from packages_ui.labels.papers import Printable
from packages_ui.models import Act, LabelBatch, Printer, PrintHold, PrintJob, Slip
from packages_ui.printers.line import Deadline
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.errors import Busy
from packages_ui.services.printing import answers, browser, control, journal, restored, stations
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.raw import RawConnection
from packages_ui.services.printing.submit import submit
from tests.services.batch_makers import person, states
from tests.services.printing.makers import hold, printer_of, ready_batch
from tests.services.printing.running import Running
from tests.services.station_makers import slip_of

State, Cause = PrintJob.State, PrintJob.Cause
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media", "unhurried")]


@pytest.fixture
def peer() -> Iterator[ZplPrinter]:
    with ZplPrinter(counts=False) as printer:
        yield printer


@pytest.fixture
def printer(peer: ZplPrinter) -> Printer:
    return printer_of(address=f"{peer.host}:{peer.port}")


def feed(printer: Printer) -> None:
    Running(printer, RawConnection).wait()


def numbers(peer: ZplPrinter) -> list[str]:
    return [found.decode() for zpl in peer.printed for found in re.findall(rb"\^FD(\w+)\^FS", zpl)]


def restore(*batches: LabelBatch) -> None:
    """The rows as they were before anything of these batches was sent."""
    restored.mark()
    PrintJob.objects.filter(batch__in=batches).update(
        state=State.READY, printer=None, handle="", sending_at=None, sent_at=None, printed_at=None, attempts=0
    )
    Printer.objects.update(handed=0, current=None)


@pytest.fixture
def older(printer: Printer, peer: ZplPrinter) -> LabelBatch:
    """Three labels that came out after the backup."""
    batch = ready_batch(printer, "AB01", "AB02", "AB03")
    feed(printer)
    assert numbers(peer) == ["AB01", "AB02", "AB03"]
    restore(batch)
    return batch


@pytest.mark.parametrize("lost", ["nothing", "files", "redis"])
def test_it_prints_nothing_twice(
    printer: Printer, peer: ZplPrinter, older: LabelBatch, media: Path, lost: str
) -> None:
    if lost == "files":
        shutil.rmtree(media / journal.FOLDER)
    if lost == "redis":
        redis.Redis.from_url(django_settings.REDIS_URL).flushdb()
    feed(printer)
    assert len(peer.printed) == 3
    assert states(older) == [State.UNKNOWN] * 3
    assert {job.cause for job in older.jobs.all()} == {Cause.RESTORED}
    assert "3 labels were sent after the backup" in str(restored.notice())
    printer.refresh_from_db()
    assert printer.paused_because == restored.HELD


def test_it_is_seen_at_the_start_of_a_process(printer: Printer, older: LabelBatch) -> None:
    assert restored.hold_if_older()
    assert states(older) == [State.UNKNOWN] * 3
    reasons = older.jobs.values_list("reason", flat=True)
    assert all(f"sent to {printer.name} after it" in reason for reason in reasons)


def test_it_holds_all_printers_and_what_people_press(older: LabelBatch) -> None:
    other = printer_of()
    restored.hold_if_older()
    other.refresh_from_db()
    assert other.paused_because == restored.HELD
    assert not control.resume_printer(printer=other)


def test_it_asks_for_a_slip_again_that_may_be_on_paper(printer: Printer, older: LabelBatch) -> None:
    slip = slip_of(printer)
    restored.hold_if_older()
    slip.refresh_from_db()
    assert slip.state == Slip.State.FAILED


def test_it_takes_in_labels_that_it_does_not_know(printer: Printer, older: LabelBatch) -> None:
    """Their batch was made after the backup."""
    older.delete()
    restored.hold_if_older()
    restored.hold()  # another worker saw it too
    assert sorted(PrintJob.objects.values_list("package_number", "state")) == [
        ("AB01", "unknown"),
        ("AB02", "unknown"),
        ("AB03", "unknown"),
    ]
    assert PrintHold.objects.get().labels == 3


def test_it_goes_on_when_an_administrator_says_so(
    printer: Printer, peer: ZplPrinter, older: LabelBatch
) -> None:
    restored.hold_if_older()
    user = person("administrator")
    jobs = list(older.jobs.order_by("position"))
    answers.answer_unknown(jobs=jobs[:2], came_out=True, user_id=user.pk)
    answers.answer_unknown(jobs=jobs[2:], came_out=False, user_id=user.pk)
    assert restored.resume(user_id=user.pk)
    feed(printer)
    assert numbers(peer) == ["AB01", "AB02", "AB03", "AB03"]
    assert states(older) == [State.PRINTED] * 3
    assert not restored.hold_if_older()
    assert Act.objects.get(verb=Act.Verb.RESUME).before == {"restored": True, "labels": 3}
    assert not restored.resume(user_id=user.pk)


def test_it_leaves_a_printer_paused_that_a_person_paused(printer: Printer, older: LabelBatch) -> None:
    control.pause_printer(printer=printer, because="New roll")
    restored.hold_if_older()
    restored.resume(user_id=person().pk)
    printer.refresh_from_db()
    assert printer.paused_because == "New roll"


def test_it_holds_once_more_when_the_same_backup_is_restored_again(
    printer: Printer, peer: ZplPrinter, older: LabelBatch
) -> None:
    restored.hold_if_older()
    restored.resume(user_id=person().pk)
    later = ready_batch(printer, "AB04")
    feed(printer)
    assert numbers(peer)[3:] == ["AB04"]
    restore(older, later)
    assert restored.hold_if_older()
    assert states(older) + states(later) == [State.UNKNOWN] * 4


@pytest.mark.parametrize("lost", ["nothing", "files", "redis", "both"])
def test_it_holds_nothing_where_the_database_is_the_newest(printer: Printer, media: Path, lost: str) -> None:
    ready_batch(printer, "AB01")
    feed(printer)
    if lost in ("files", "both"):
        shutil.rmtree(media / journal.FOLDER)
    if lost in ("redis", "both"):
        redis.Redis.from_url(django_settings.REDIS_URL).flushdb()
    assert not restored.hold_if_older()
    batch = ready_batch(printer, "AB02")
    feed(printer)
    assert states(batch) == [State.PRINTED]


def test_it_prints_where_no_journal_can_be_written(
    printer: Printer, peer: ZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal.Files, "add", full)
    ready_batch(printer, "AB01")
    feed(printer)
    assert numbers(peer) == ["AB01"]


def test_it_wants_a_label_that_was_never_fetched_into_this_database(older: LabelBatch) -> None:
    older.jobs.update(state=State.WANTED, label=None)
    restored.hold_if_older()
    assert states(older) == [State.UNKNOWN] * 3
    jobs = list(older.jobs.all())
    assert answers.answer_unknown(jobs=jobs, came_out=False, user_id=person().pk) == 3
    assert states(older) == [State.WANTED] * 3


def test_it_asks_nobody_where_the_database_was_away_before_a_byte_went_out(
    printer: Printer, peer: ZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = iter([DatabaseError()])
    real = restored.note

    def note(*words: Any, **named: Any) -> bool:
        if error := next(away, None):
            raise error
        return real(*words, **named)

    monkeypatch.setattr(restored, "note", note)
    batch = ready_batch(printer, "AB01")
    feed(printer)
    assert numbers(peer) == ["AB01"]
    assert states(batch) == [State.PRINTED]
    printer.refresh_from_db()
    assert journal.last(restored.mark().database, printer.pk) == printer.handed


def test_it_opens_no_print_dialog_of_a_browser_meanwhile() -> None:
    batch = ready_batch(None, "AB01")
    batch.pdf_path = "batches/1.pdf"
    batch.save(update_fields=["pdf_path"])
    restored.hold()
    with pytest.raises(Busy, match="restored from a backup"):
        browser.open_dialog(batch=batch)
    restored.resume(user_id=person().pk)
    assert browser.open_dialog(batch=batch) == 1


def test_it_is_not_fooled_by_a_label_that_begins_while_it_looks(
    printer: Printer, peer: ZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker prints while this one starts."""
    ready_batch(printer, "AB01")
    real, looks = journal.last, iter([True])

    def last(database: str, pk: int) -> int:
        if next(looks, False):
            feed(printer)
        return real(database, pk)

    monkeypatch.setattr(journal, "last", last)
    assert not restored.hold_if_older()
    assert numbers(peer) == ["AB01"]


def test_it_holds_nothing_for_a_feeder_that_slept(printer: Printer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one has sent since: that is no older database."""
    batch = ready_batch(printer, "AB01")
    monkeypatch.setattr(restored, "note", lambda *_, **__: False)
    asleep = LeaseGuard(hold(printer), Deadline.within(0))
    paper = Printable(b"^XA^FDx^FS^XZ", pieces=1, barcodes=())
    job = batch.jobs.get()
    assert not submit(job, paper, conn=RawConnection(printer), guard=asleep, jobs=[])
    assert states(batch) == [State.READY]
    assert not PrintHold.objects.filter(since__isnull=False).exists()


def test_a_hold_of_before_messages_had_codes_ends_with_the_others(printer: Printer) -> None:
    restored.hold()
    Printer.objects.filter(pk=printer.pk).update(paused_because=restored.OLD_HELD)
    printer.refresh_from_db()
    assert restored.is_on_hold(printer)
    assert not control.resume_printer(printer=printer)
    assert restored.resume(user_id=None)
    printer.refresh_from_db()
    assert printer.paused_at is None


@pytest.mark.parametrize("lost", ["nothing", "files", "redis"])
def test_it_is_seen_by_labels_of_a_printer_that_was_added_later(
    printer: Printer, peer: ZplPrinter, media: Path, lost: str
) -> None:
    """They waited for another one, and were moved."""
    before = printer_of(paused_at=timezone.now())
    batch = ready_batch(before, "AB01")
    restored.mark()
    control.move_batch(batch=batch, printer=printer, user_id=None)
    feed(printer)
    assert numbers(peer) == ["AB01"]
    restore(batch)
    LabelBatch.objects.update(printer=before)
    printer.delete()
    if lost == "files":
        shutil.rmtree(media / journal.FOLDER)
    if lost == "redis":
        redis.Redis.from_url(django_settings.REDIS_URL).flushdb()
    assert restored.hold_if_older()
    job = batch.jobs.get()
    assert (job.state, job.cause, job.printer) == (State.UNKNOWN, Cause.RESTORED, None)
    assert "sent to a printer that was added after it" in str(job.reason)
    assert restored.resume(user_id=person().pk)
    assert not restored.hold_if_older()


def test_it_takes_in_labels_of_a_printer_and_a_batch_that_were_added_later(
    printer: Printer, older: LabelBatch
) -> None:
    older.delete()
    printer.delete()
    assert restored.hold_if_older()
    assert [(job.state, job.printer) for job in PrintJob.objects.all()] == [(State.UNKNOWN, None)] * 3


def test_it_holds_nothing_for_a_printer_that_was_deleted(printer: Printer) -> None:
    batch = ready_batch(printer, "AB01")
    feed(printer)
    batch.delete()
    assert stations.delete_printer(printer=printer) is None
    assert not restored.hold_if_older()


@pytest.mark.parametrize("lost", ["nothing", "files", "redis"])
def test_it_is_seen_where_the_backup_is_from_before_the_first_start(
    printer: Printer, older: LabelBatch, media: Path, lost: str
) -> None:
    """The database had no name yet."""
    if lost == "files":
        shutil.rmtree(media / journal.FOLDER)
    if lost == "redis":
        redis.Redis.from_url(django_settings.REDIS_URL).flushdb()
    PrintHold.objects.all().delete()
    assert restored.hold_if_older()
    assert states(older) == [State.UNKNOWN] * 3


def test_it_names_a_new_database_where_there_are_no_files(media: Path) -> None:
    assert restored.mark().database
    assert not restored.hold_if_older()
