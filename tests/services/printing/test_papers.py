"""A4 pages behind a label go to the station's document printer, once; without one it is asked."""

from collections.abc import Iterator

import pytest

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.join import measure
from packages_ui.messages import printing as messages
from packages_ui.models import LabelBatch, Printer, PrintJob, Slip
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services import label_files
from packages_ui.services.printing import papers
from packages_ui.services.printing.answers import answer_question
from packages_ui.services.printing.raw import RawConnection
from packages_ui.services.printing.reprint import reprint
from tests.labels.sheet_makers import behind, label_pdf, paper_pdf
from tests.labels.test_epl import LABEL as EPL
from tests.services.batch_makers import label_of, person, states
from tests.services.printing.makers import job_at, printer_of, ready_batch
from tests.services.printing.running import Running
from tests.services.station_makers import station_at

State = PrintJob.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media", "unhurried")]


@pytest.fixture
def peer() -> Iterator[ZplPrinter]:
    with ZplPrinter(counts=False) as printer:
        yield printer


@pytest.fixture
def printer(peer: ZplPrinter, db: None) -> Printer:
    return printer_of(address=f"{peer.host}:{peer.port}")


def feed(printer: Printer) -> None:
    Running(printer, RawConnection).wait()


def with_papers(printer: Printer, documents: Printer | None, number: str = "TEST00000001") -> LabelBatch:
    """A batch of one label with two pages behind it, at a station with that document printer."""
    batch = ready_batch(printer, number, station=station_at(printer, document_printer=documents))
    label = label_of(number, behind(label_pdf(number), paper_pdf(), paper_pdf()), LabelFormat.PDF)
    batch.jobs.update(label=label)
    return batch


def a4(kind: str = "ipp") -> Printer:
    address = "ipp://127.0.0.1:9/ipp/print" if kind == "ipp" else ""
    return printer_of(kind, address, width_mm=210, height_mm=297)


def test_it_sends_the_papers_to_the_stations_document_printer(peer: ZplPrinter, printer: Printer) -> None:
    documents = a4()
    batch = with_papers(printer, documents)
    feed(printer)
    assert states(batch) == [State.PRINTED]
    assert len(peer.printed) == 1
    slip = Slip.objects.get()
    assert (slip.printer, slip.kind, slip.state) == (documents, Slip.Kind.DOCUMENT, Slip.State.WANTED)
    sizes = measure(label_files.load(slip.path, digest=slip.sha256))
    assert [round(size.height_mm) for size in sizes] == [297, 297]
    assert job_at(batch, 1).warning == messages.PAPERS_GO_TO(printer=documents.name)


def test_it_sends_them_once_however_often_the_label_is_printed(peer: ZplPrinter, printer: Printer) -> None:
    batch = with_papers(printer, a4())
    feed(printer)
    reprint(batch=batch, jobs=[job_at(batch, 1)], because=PrintJob.Reason.JAM, user_id=person().pk)
    feed(printer)
    assert len(peer.printed) == 2
    assert Slip.objects.count() == 1


@pytest.mark.parametrize("kind", [None, "browser"])
def test_it_asks_where_nobody_prints_the_papers(peer: ZplPrinter, printer: Printer, kind: str | None) -> None:
    batch = with_papers(printer, a4(kind) if kind else None)
    feed(printer)
    job = job_at(batch, 1)
    assert (job.state, peer.printed) == (State.READY, [])
    assert job.question == messages.PAPERS_NOWHERE()
    answer_question(jobs=[job], print_it=True, user_id=person().pk)
    feed(printer)
    assert (states(batch), len(peer.printed)) == ([State.PRINTED], 1)
    assert job_at(batch, 1).warning == job.question
    assert not Slip.objects.exists()


def test_it_warns_where_the_printer_is_set_to_warn(peer: ZplPrinter, printer: Printer) -> None:
    Printer.objects.filter(pk=printer.pk).update(check_barcodes=Printer.Check.WARN)
    batch = with_papers(printer, None)
    feed(printer)
    assert len(peer.printed) == 1
    assert "there is no document printer" in job_at(batch, 1).warning


def test_it_says_why_the_papers_could_not_be_kept(
    peer: ZplPrinter, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(papers, "make_slip", full)
    batch = with_papers(printer, a4())
    feed(printer)
    assert (states(batch), len(peer.printed)) == ([State.PRINTED], 1)
    assert "No space left on device" in job_at(batch, 1).warning


@pytest.mark.parametrize(
    ("language", "state", "said"),
    [
        (Printer.Language.ZPL, State.FAILED, "is set to ZPL only"),
        (Printer.Language.BOTH, State.PRINTED, "could not be checked"),
    ],
)
def test_it_sends_epl_where_the_printer_is_set_to_understand_it(
    peer: ZplPrinter, printer: Printer, language: str, state: str, said: str
) -> None:
    Printer.objects.filter(pk=printer.pk).update(language=language)
    batch = ready_batch(printer, "TEST12345678", "AB02")
    batch.jobs.filter(position=1).update(label=label_of("TEST12345678", EPL, LabelFormat.EPL))
    feed(printer)
    job = job_at(batch, 1)
    assert said in (job.reason or job.warning)
    assert states(batch) == [state, State.PRINTED]
