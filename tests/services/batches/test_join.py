"""The PDF of a batch: complete, in order, and made again when it must be."""

import errno
import os
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.read import read_barcodes
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.services import label_files
from packages_ui.services.batches import batches, join
from packages_ui.services.batches.fetch import fetch_labels
from packages_ui.services.batches.join import join_batch
from packages_ui.services.printing.browser import open_dialog
from packages_ui.services.printing.control import move_batch
from packages_ui.services.sweep import sweep
from tests.services.batch_makers import batch_of, label_of, move, states
from tests.services.printing.makers import printer_of

State = PrintJob.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


def pdf(width: int = 100) -> bytes:
    """One empty page, `width` points wide, so that pages can be told apart."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(width, 200).close()
    content = BytesIO()
    document.save(content)
    document.close()
    return content.getvalue()


def ready_batch(*widths: int) -> LabelBatch:
    batch = batch_of(*(str(width) for width in widths))
    for job in batch.jobs.all():
        label = label_of(job.package_number, pdf(int(job.package_number)))
        batch.jobs.filter(pk=job.pk).update(state=State.READY, label=label)
    return batch


def joined(batch: LabelBatch) -> list[int]:
    """The widths of the PDF's pages."""
    batch.refresh_from_db()
    document = pypdfium2.PdfDocument(label_files.root() / batch.pdf_path)
    widths = [round(document.get_page_size(number)[0]) for number in range(len(document))]
    document.close()
    return widths


def test_it_joins_in_the_batches_order() -> None:
    batch = ready_batch(130, 110, 120)
    assert join_batch(batch_id=batch.pk)
    assert joined(batch) == [130, 110, 120]
    assert (batch.pdf_pages, str(batch.problem)) == (3, "")
    assert batch.pdf_at


def test_it_joins_what_the_carriers_really_send(sandbox: Sandbox) -> None:
    kinds = ("zpl", "zpl-base64", "pdf", "pdf-landscape", "png", "jpeg", "html")
    of_kind = {kind_of(record): number for number, record in sandbox.packages.items()}
    numbers = [of_kind[kind] for kind in kinds if kind in of_kind]
    assert len(numbers) >= 4
    batch = batch_of(*numbers)
    fetch_labels(on_settled=lambda batch_id: join_batch(batch_id=batch_id))
    batch.refresh_from_db()
    assert states(batch) == [State.READY] * len(numbers)
    read = read_barcodes((label_files.root() / batch.pdf_path).read_bytes())
    wanted = [sandbox.packages[number].body["tracking_number"] for number in numbers]
    assert [text for text in dict.fromkeys(read) if text in wanted] == wanted


def test_it_waits_until_all_have_settled() -> None:
    batch = ready_batch(110, 120)
    move(batch, State.WANTED, 2)
    assert not join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.pdf_path == ""


def test_it_leaves_out_what_failed_or_was_cancelled() -> None:
    batch = ready_batch(110, 120, 130)
    move(batch, State.FAILED, 1)
    move(batch, State.CANCELLED, 2)
    assert join_batch(batch_id=batch.pk)
    assert joined(batch) == [130]


def test_it_makes_no_pdf_of_nothing_and_none_twice() -> None:
    empty, full = ready_batch(110), ready_batch(120)
    move(empty, State.FAILED)
    assert not join_batch(batch_id=empty.pk)
    assert join_batch(batch_id=full.pk)
    assert not join_batch(batch_id=full.pk)
    assert not join_batch(batch_id=0)


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"%PDF-1.7 other"])
def test_it_fails_the_one_label_that_cannot_be_drawn(content: bytes) -> None:
    batch = ready_batch(110, 120)
    batch.jobs.filter(position=1).update(label=label_of("110", content))
    assert join_batch(batch_id=batch.pk)
    assert states(batch) == [State.FAILED, State.READY]
    assert "broken" in batch.jobs.get(position=1).reason
    assert joined(batch) == [120]


def test_it_wants_a_label_again_whose_file_is_lost(media: Path) -> None:
    batch = ready_batch(110, 120)
    lost = batch.jobs.select_related("label").get(position=1).label
    assert lost
    (media / lost.path).unlink()
    assert not join_batch(batch_id=batch.pk)
    assert states(batch) == [State.WANTED, State.READY]


def test_it_does_not_join_for_ever_a_label_whose_drawn_pages_are_broken(media: Path) -> None:
    batch = ready_batch(110, 120)
    label = label_of("110", b"^XA^XZ", LabelFormat.ZPL)
    label.pages_path = "pages/broken.pdf"
    label.save(update_fields=["pages_path"])
    label_files.write_whole(media / label.pages_path, b"%PDF-1.7 broken")
    batch.jobs.filter(position=1).update(label=label)
    assert not join_batch(batch_id=batch.pk)
    assert states(batch) == [State.FAILED, State.READY]
    assert join_batch(batch_id=batch.pk)


def test_it_does_not_draw_a_label_twice(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    number = next(n for n, record in sandbox.packages.items() if kind_of(record) == "zpl")
    batch = batch_of(number)
    fetch_labels(on_settled=lambda batch_id: join_batch(batch_id=batch_id))
    batch.refresh_from_db()
    LabelBatch.objects.filter(pk=batch.pk).update(pdf_path="")
    monkeypatch.setattr("packages_ui.drawing.draw.to_paged", None)
    assert join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    tracking = sandbox.packages[number].body["tracking_number"]
    assert tracking in read_barcodes((label_files.root() / batch.pdf_path).read_bytes())


def test_it_does_not_take_a_pdf_for_whole_when_a_retry_came_between(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = ready_batch(110, 120)
    move(batch, State.FAILED, 2)

    def pressed_meanwhile(drawn: list[join.Drawn]) -> None:
        batches.retry(batch=batch)

    monkeypatch.setattr(join, "_write_drawn", pressed_meanwhile)
    assert not join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.pdf_path == ""
    move(batch, State.READY, 2)
    assert join_batch(batch_id=batch.pk)
    assert joined(batch) == [110, 120]


def test_it_says_when_the_disk_is_full_and_tries_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = ready_batch(110)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(label_files, "write_whole", full)
        assert not join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert "No space left on device" in batch.problem
    assert join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.problem == ""


def test_it_leaves_no_file_behind_that_is_not_used(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = ready_batch(110)
    answers = iter([False, True])
    monkeypatch.setattr(join, "_waits", lambda _batch_id: next(answers))
    assert not join_batch(batch_id=batch.pk)
    assert not list((media / "batches").iterdir())


def test_it_joins_only_what_came_after_the_print_dialog() -> None:
    batch = ready_batch(130, 110, 120)
    move(batch, State.FAILED, 2)
    join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert open_dialog(batch=batch) == 2
    assert joined(batch) == [130, 120]  # it can be opened still
    batches.retry(batch=batch)
    move(batch, State.READY, 2)
    assert sweep().to_join == (batch.pk,)
    assert join_batch(batch_id=batch.pk)
    assert joined(batch) == [110]
    assert states(batch) == [State.SENT, State.READY, State.SENT]


def test_it_does_not_join_again_what_was_handed_over() -> None:
    batch = ready_batch(130)
    join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    open_dialog(batch=batch)
    LabelBatch.objects.update(pdf_path="")
    assert sweep().to_join == ()
    assert not join_batch(batch_id=batch.pk)


def test_it_joins_what_was_moved_here_from_a_printer() -> None:
    batch = ready_batch(130, 110)
    printer = printer_of(answers=True)
    LabelBatch.objects.update(printer=printer)
    move(batch, State.PRINTED, 1, printer=printer)
    assert not join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert move_batch(batch=batch, printer=None) == 1
    assert join_batch(batch_id=batch.pk)
    assert joined(batch) == [110]


OWN = "^FO60,300^BY3^BCN,160,Y,N,N^FDAB12345^FS"
NO_PICTURE, NO_BARCODE = "^FO9,9^XGE:LOGO.GRF^FS", "^FO9,9^B9N,50^FD1^FS"


@pytest.mark.parametrize(
    ("zpl", "state", "said"),
    [
        (NO_PICTURE + OWN, State.READY, "1 field of 2 could not be drawn."),
        (NO_BARCODE + OWN, State.READY, "1 field of 2 could not be drawn, a barcode among them."),
        (
            NO_BARCODE + OWN.replace("AB1", "XY9"),
            State.FAILED,
            "a barcode among them. The barcodes that can be read",
        ),
        (OWN, State.READY, ""),
    ],
)
def test_it_says_what_could_not_be_drawn(zpl: str, state: str, said: str) -> None:
    batch = batch_of("1")
    label = label_of("1", f"^XA{zpl}^XZ".encode(), LabelFormat.ZPL)
    batch.jobs.update(state=State.READY, label=label, codes="AB12345")
    assert join_batch(batch_id=batch.pk) == (state == State.READY)
    job = batch.jobs.get()
    assert job.state == state
    assert said in (job.reason or job.warning)
    assert bool(job.reason or job.warning) == bool(said)
