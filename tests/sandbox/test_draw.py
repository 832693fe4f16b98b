"""Each label is drawn the way its reader would, and its barcode read back."""

import json
from base64 import b64decode
from functools import cache
from io import BytesIO
from itertools import islice

import pypdfium2
import pytest
import weasyprint
import zplkit
import zxingcpp
from PIL import Image

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import DRAWN, kind_of
from packages_ui.sandbox.label_facts import FONT, LabelFacts, facts_of
from packages_ui.sandbox.records import Record

TURKISH = LabelFacts(
    number="2595053219311870",
    order_number="2594887831811953",
    tracking_number="3457623412",
    revision=0,
    company="Yurtiçi Kargo",
    lines=("Gülşen Çavuşoğlu Iğdırlı", "İnönü Mah. Şehit Öğretmen Sok.", "^XZ <b>&amp;"),
    items=2,
)


@cache
def packages() -> list[Record]:
    return list(Sandbox().packages.values())


def of_kind(kind: str) -> list[Record]:
    """The first five packages of a kind."""
    found = list(islice((row for row in packages() if kind_of(row) == kind), 5))
    assert len(found) == 5
    return found


def codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.barcode_formats_from_str("Code128"))
    return [code.text for code in found]


def zpl_pictures(zpl: str) -> list[Image.Image]:
    font = FONT.read_bytes()
    text = f"~DYR:LABEL,A,T,{len(font)},,{font.hex()}" + zpl.replace("^XA", "^XA^CW0,R:LABEL.TTF")
    drawn = zplkit.render(text, zplkit.Options(width=831, height=959, dpi=203))
    return [Image.open(BytesIO(label.png())) for label in drawn.labels]


def pdf_pictures(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=203 / 72).to_pil() for page in document]


@pytest.mark.parametrize("place", range(5))
def test_it_draws_zpl(place: int) -> None:
    record = of_kind("zpl")[place]
    zpl = DRAWN["zpl"](facts_of(record))
    assert zpl.startswith("^CI28\r\n^XA")
    assert zpl.isascii()
    assert [codes(picture) for picture in zpl_pictures(zpl)] == [[record.body["tracking_number"]]]


@pytest.mark.parametrize("place", range(5))
def test_it_draws_several_zpl_labels(place: int) -> None:
    record = of_kind("zpl-base64")[place]
    zpl = b64decode(DRAWN["zpl-base64"](facts_of(record)), validate=True).decode()
    assert [codes(picture) for picture in zpl_pictures(zpl)] == [[record.body["tracking_number"]]] * 2


@pytest.mark.parametrize(("kind", "size"), [("pdf", (283, 425)), ("pdf-landscape", (425, 283))])
def test_it_draws_pdf(kind: str, size: tuple[int, int]) -> None:
    for record in of_kind(kind):
        data = b64decode(DRAWN[kind](facts_of(record)), validate=True)
        with pypdfium2.PdfDocument(data) as document:
            assert [tuple(map(round, page.get_size())) for page in document] == [size]
        assert [codes(picture) for picture in pdf_pictures(data)] == [[record.body["tracking_number"]]]


@pytest.mark.parametrize("kind", ["png", "png-uri", "jpeg"])
def test_it_draws_pictures(kind: str) -> None:
    for record in of_kind(kind):
        head, _, body = DRAWN[kind](facts_of(record)).rpartition(",")
        assert head == ("data:image/png;base64" if kind == "png-uri" else "")
        picture = Image.open(BytesIO(b64decode(body, validate=True)))
        assert picture.format == ("JPEG" if kind == "jpeg" else "PNG")
        assert codes(picture) == [record.body["tracking_number"]]


def test_it_draws_html() -> None:
    record = of_kind("html")[0]
    html = DRAWN["html"](facts_of(record))
    assert html.startswith("<!DOCTYPE html>")
    (picture,) = pdf_pictures(weasyprint.HTML(string=html).write_pdf())
    assert codes(picture) == [record.body["tracking_number"]]


def test_it_writes_turkish_letters_in_pdf() -> None:
    data = b64decode(DRAWN["pdf"](TURKISH))
    with pypdfium2.PdfDocument(data) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert all(line in text for line in (TURKISH.company, *TURKISH.lines))


def test_it_writes_turkish_letters_and_commands_as_hex_in_zpl() -> None:
    zpl = DRAWN["zpl"](TURKISH)
    assert "^FH^FDG_C3_BCl_C5_9Fen _C3_87avu_C5_9Fo_C4_9Flu I_C4_9Fd_C4_B1rl_C4_B1^FS" in zpl
    assert zpl.count("^XZ") == 1
    assert "_5EXZ _3Cb_3E" in zpl


def test_it_escapes_html_unless_it_means_harm() -> None:
    assert "<b>" not in DRAWN["html"](TURKISH)
    assert "<script>" in DRAWN["hostile-html"](TURKISH)


@pytest.mark.parametrize("kind", ["unknown", "unknown-text"])
def test_it_has_formats_that_nobody_knows(kind: str) -> None:
    data = DRAWN[kind](TURKISH)
    assert json.loads(json.dumps(data)) == data
    assert not data.startswith(("^XA", "<", "http", "data:", "JVBER"))


def test_it_has_an_address_instead_of_a_label() -> None:
    assert DRAWN["url"](TURKISH) == "https://labels.akinon.com/2595053219311870.pdf"
