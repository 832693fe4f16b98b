"""What the services ask for, through the children."""

from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import BROKE, Busy, Undrawable
from packages_ui.drawing.requests import AnyRequest, DrawPackingSlips, Limits, Raster, ToZpl
from packages_ui.labels import for_printer
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.documents.contents import PackingSlip, Paper, SlipLine
from packages_ui.labels.documents.words import Language
from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media
from packages_ui.labels.own import draw_own_labels
from packages_ui.labels.papers import OwnLabel, Slip, is_raster
from packages_ui.labels.size import LABEL_100X100, LABEL_100X150
from tests.drawing.hostile import GOOD, HTML, endless_html, endless_pdf

ROLL = Media(LABEL_100X150, 203)
OWN = OwnLabel(package_number="1", barcode_text="AB12345", name="Şükrü", address_lines=("Çiçek",))
PANIC = "^XA^A^FDü^FS^XZ".encode()


def test_it_draws_what_labels_draw() -> None:
    pdf = draw_own_labels([OWN])
    zpl, pages = (
        draw.to_zpl(pdf, LabelFormat.PDF, media=ROLL),
        draw.to_pages(pdf, LabelFormat.PDF, media=ROLL),
    )
    assert zpl == for_printer.to_zpl(pdf, LabelFormat.PDF, media=ROLL)
    assert pages == for_printer.to_pages(pdf, LabelFormat.PDF, media=ROLL)
    assert draw.document_to_pages(pdf, media=ROLL, raster=None).pieces == 1
    assert draw.to_pdf(pdf, LabelFormat.PDF) == pdf
    assert draw.read_barcodes(pdf) == ["AB12345"]
    assert draw.preview(pdf, width_px=100).startswith(b"\x89PNG")
    assert draw.draw_own_label(OWN) == pdf


def test_it_draws_our_own_papers() -> None:
    slip = draw.draw_slip(Slip(title="7", rows=(("1001", "missing"),)), size=LABEL_100X100)
    page = draw.draw_test_page(media=ROLL, lines=("one",), barcode_text="TEST-1")
    assert draw.read_barcodes(page) == ["TEST-1"]
    assert draw.to_pages(draw.together(slip, page), LabelFormat.PDF, media=ROLL).pieces == 2


def test_it_draws_documents_with_what_people_have_written() -> None:
    slips = tuple(PackingSlip(package_number=f"10{place}", name="Şükrü <b>&") for place in range(3))
    how: Any = {"paper": Paper.A6, "language": Language.TR}
    drawn = draw.draw_document(DrawPackingSlips(slips=slips, with_prices=False, **how))
    assert drawn.pages == 3
    assert draw.read_barcodes(drawn.pdf) == ["100", "101", "102"]


def test_it_gives_up_a_document_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    units = tuple(SlipLine(product=f"A-{place}", count=1) for place in range(20_000))
    slip = PackingSlip(package_number="1", units=units)
    how: Any = {"paper": Paper.A4, "language": Language.EN, "with_prices": True}
    monkeypatch.setattr(DrawPackingSlips, "limits", Limits(seconds=1))
    with pytest.raises(Undrawable, match="takes more than 1 seconds"):
        draw.draw_document(DrawPackingSlips(slips=(slip,), **how))
    assert draw.to_pdf(GOOD, HTML)


def test_it_joins_raster_with_raster() -> None:
    raster = draw.to_pages(GOOD, HTML, media=ROLL, raster=Raster(203, "black_1")).content
    assert is_raster(raster)
    assert len(draw.together(raster, raster)) == 2 * len(raster) - 4


def test_it_keeps_the_words_of_a_label_that_is_refused() -> None:
    with pytest.raises(LabelError, match="PDF is broken") as caught:
        draw.to_pdf(b"%PDF-1.7 broken", LabelFormat.PDF)
    assert not isinstance(caught.value, Undrawable)


def test_it_gives_up_what_would_stop_a_browser() -> None:
    with pytest.raises(Undrawable, match="more than 1 seconds"):
        draw.to_pdf(endless_pdf(), LabelFormat.PDF, patience=Patience(seconds=1))


def test_it_blames_no_label_when_time_runs_out_for_others_reasons() -> None:
    until = monotonic() + 0.5
    with pytest.raises(Busy):
        draw.to_pdf(endless_html(), HTML, patience=Patience(until=until))


def test_it_sends_zpl_undrawn_that_breaks_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    run = draw.run

    def broken(request: AnyRequest, kind: Any, patience: Patience) -> Any:
        if isinstance(request, ToZpl) and request.as_it_came:
            return run(request, kind, patience)
        raise Undrawable(BROKE)

    monkeypatch.setattr(draw, "run", broken)
    printable = draw.to_zpl(PANIC, LabelFormat.ZPL, media=ROLL)
    assert "^FDü^FS".encode() in printable.content
    assert (printable.is_read, printable.barcodes) == (False, ())
    with pytest.raises(LabelError):
        draw.to_pages(PANIC, LabelFormat.ZPL, media=ROLL)


def test_it_draws_what_made_the_renderer_panic() -> None:
    assert draw.to_zpl(PANIC, LabelFormat.ZPL, media=ROLL).is_read


def test_it_names_the_label_that_cannot_be_joined(tmp_path: Path) -> None:
    for name, content in (("a", draw_own_labels([OWN])), ("b", b"%PDF-1.7 broken")):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(LabelError) as caught:
        draw.join([tmp_path / "a", tmp_path / "b", tmp_path / "a"], tmp_path / "all")
    assert caught.value.position == 1
    assert draw.join([tmp_path / "a", tmp_path / "a"], tmp_path / "all") == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "all", "b"]


def test_it_says_that_the_disk_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(draw_own_labels([OWN]))
    with pytest.raises(OSError, match="No such file"):
        draw.join([tmp_path / "a"], tmp_path / "none" / "all")
