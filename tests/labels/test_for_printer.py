"""Every kind of label on every kind of paper: what is decoded is what will lie in the hand."""

import io
import re
import socket
import zlib
from base64 import b64decode
from binascii import crc_hqx
from functools import cache
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageOps

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.graphic import graphic_to_zpl
from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.size import A4, A6, LABEL_100X100, LABEL_100X150, LABEL_104X120, LabelSize
from packages_ui.labels.zpl.draw import draw_zpl
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import DRAWN, kind_of
from packages_ui.sandbox.label_facts import LabelFacts, facts_of
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.labels.makers import look_at, stamp

KINDS = ("zpl", "zpl-base64", "pdf", "pdf-landscape", "png", "png-uri", "jpeg", "html")
ROLL = Media(LABEL_100X150, 203)
MEDIA = (
    ROLL,
    Media(LABEL_100X150, 203, 180),
    Media(LABEL_100X150, 300),
    Media(LABEL_100X100, 203),
    Media(LABEL_104X120, 203, 90),
    Media(A6, 203, 270),
)
GRAPHIC = re.compile(rb"\^PW(\d+)\^LL(\d+)\^FO0,0\^GFA,(\d+),\d+,(\d+),:Z64:([^:]+):([0-9A-F]{4})\^FS")


@cache
def facts(kind: str) -> LabelFacts:
    records = Sandbox(packages=300, seed=1).packages.values()
    return facts_of(next(record for record in records if kind_of(record) == kind))


def label(kind: str) -> tuple[bytes, LabelFormat]:
    found = detect(DRAWN[kind](facts(kind)))
    return found.content, found.format


def pictures(zpl: bytes) -> list[Image.Image]:
    """What a printer makes of our graphics, without trusting the code that made them."""
    found = []
    for width, height, size, row, packed, crc in GRAPHIC.findall(zpl):
        assert crc_hqx(packed, 0) == int(crc, 16)
        data = zlib.decompress(b64decode(packed))
        assert len(data) == int(size) == int(row) * int(height)
        bits = Image.frombytes("1", (int(row) * 8, int(height)), data).crop((0, 0, int(width), int(height)))
        found.append(ImageOps.invert(bits.convert("L")))
    return found


def read(images: list[Image.Image]) -> set[str]:
    return {code.text for image in images for code in zxingcpp.read_barcodes(image)}


@pytest.mark.in_turn("media", one_in=3)
@pytest.mark.parametrize("media", MEDIA, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_it_makes_pages_as_large_as_the_paper_that_can_be_scanned(kind: str, media: Media) -> None:
    printable = to_pages(*label(kind), media=media)
    assert facts(kind).tracking_number in printable.barcodes
    sizes = measure(printable.content)
    assert len(sizes) == printable.pieces
    for size in sizes:
        assert size.width_mm == pytest.approx(media.size.width_mm, abs=0.6)
        assert size.height_mm == pytest.approx(media.size.height_mm, abs=0.6)


@pytest.mark.in_turn("media", one_in=3)
@pytest.mark.parametrize("media", MEDIA, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_it_makes_zpl_that_can_be_scanned(kind: str, media: Media) -> None:
    content, format_ = label(kind)
    printable = to_zpl(content, format_, media=media)
    assert facts(kind).tracking_number in printable.barcodes
    if b":Z64:" in printable.content:
        drawn = pictures(printable.content)
        assert {image.size for image in drawn} == {media.size.dots(dpi=media.dpi)}
        assert len(drawn) == printable.pieces
        assert facts(kind).tracking_number in read(drawn)


@pytest.mark.in_turn("kind", one_in=2)
@pytest.mark.parametrize("kind", ["zpl", "zpl-base64", "png", "pdf"])
def test_it_scans_at_600_dpi(kind: str) -> None:
    printable = to_zpl(*label(kind), media=Media(LABEL_100X150, 600))
    assert facts(kind).tracking_number in read(pictures(printable.content))


@pytest.mark.parametrize(("kind", "pieces"), [("zpl", 1), ("zpl-base64", 2)])
def test_it_sends_zpl_that_fits_as_it_came(kind: str, pieces: int) -> None:
    content, format_ = label(kind)
    printable = to_zpl(content, format_, media=ROLL)
    assert content.removeprefix(b"^CI28\r\n") in printable.content
    assert (printable.pieces, printable.is_read) == (pieces, True)


@pytest.mark.parametrize(
    "media", [Media(LABEL_100X150, 203, 180), Media(LABEL_100X150, 300), Media(LABEL_100X100, 203)], ids=str
)
def test_it_draws_zpl_that_does_not_fit(media: Media) -> None:
    content, format_ = label("zpl")
    assert b":Z64:" in to_zpl(content, format_, media=media).content


def test_it_keeps_the_true_size_at_another_resolution() -> None:
    """A bar that is 3 dots wide at 203 dpi is as wide in millimetres at 600."""
    content, format_ = label("zpl")
    small = ImageOps.invert(
        pictures(to_zpl(content, format_, media=Media(LABEL_104X120, 203, 180)).content)[0]
    )
    large = ImageOps.invert(
        pictures(to_zpl(content, format_, media=Media(LABEL_104X120, 600, 180)).content)[0]
    )
    few, many = small.getbbox(), large.getbbox()
    assert few
    assert many
    assert (many[2] - many[0]) / (few[2] - few[0]) == pytest.approx(600 / 203, rel=0.01)


def test_it_passes_a_pdf_through_that_is_as_large_as_the_paper() -> None:
    content, format_ = label("pdf")
    assert to_pages(content, format_, media=ROLL).content == content


def test_it_keeps_lines_and_letters_as_they_are_when_it_turns_a_pdf() -> None:
    content, format_ = label("pdf-landscape")
    document = pypdfium2.PdfDocument(to_pages(content, format_, media=ROLL).content)
    assert facts("pdf-landscape").tracking_number in document[0].get_textpage().get_text_bounded()


def test_it_obeys_a_pages_own_turn() -> None:
    document = pypdfium2.PdfDocument(label("pdf-landscape")[0])
    document[0].set_rotation(90)
    turned = io.BytesIO()
    document.save(turned)
    printable = to_pages(turned.getvalue(), LabelFormat.PDF, media=Media(LABEL_100X150, 203, 180))
    assert facts("pdf-landscape").tracking_number in printable.barcodes


@pytest.mark.parametrize("kind", KINDS)
def test_it_gives_equal_bytes_for_equal_labels(kind: str) -> None:
    media = Media(LABEL_100X100, 203)
    assert to_pages(*label(kind), media=media) == to_pages(*label(kind), media=media)
    assert to_zpl(*label(kind), media=media) == to_zpl(*label(kind), media=media)


@pytest.mark.parametrize("make", [to_zpl, to_pages])
def test_it_refuses_a_blank_label(make: Any) -> None:
    picture = io.BytesIO()
    Image.new("L", (400, 600), 255).save(picture, "PNG")
    with pytest.raises(LabelError, match="blank"):
        make(picture.getvalue(), LabelFormat.PNG, media=ROLL)


def test_it_takes_back_what_an_earlier_label_may_have_set() -> None:
    zpl = graphic_to_zpl(Image.new("1", (16, 2)))
    for own in (b"^MUD", b"^LH0,0", b"^PON", b"^PMN", b"^LRN", b"^FWN", b"^JMA", b"^PW16^LL2^FO0,0^GFA"):
        assert own in zpl
    assert zpl.endswith(b"^PQ1,0,1,Y^XZ\n")


@pytest.mark.parametrize("width", [1, 7, 8, 9, 33])
def test_it_fills_rows_up_with_white(width: int) -> None:
    image = Image.new("L", (width, 3), 255)
    image.putpixel((width - 1, 1), 0)
    (back,) = pictures(graphic_to_zpl(image))
    assert back.tobytes() == image.tobytes()


def test_it_puts_a_small_label_on_large_paper_unscaled() -> None:
    content, format_ = label("png")
    (paper,) = pictures(to_zpl(content, format_, media=Media(LabelSize(200, 250), 203)).content)
    assert paper.size == LabelSize(200, 250).dots(dpi=203)


BARS = b"^FO%d,%d^BY%d^BCN,200,N,N,N^FDABC12345^FS"


def test_it_leaves_out_what_zebras_driver_would_save_for_ever() -> None:
    label = b"^XA" + BARS % (30, 200, 3) + b"^XZ"
    sent = to_zpl(b"^XA^MTT~SD15^JUS^XZ" + label, LabelFormat.ZPL, media=ROLL)
    assert b"^XZ\n^XA^XZ" + label + b"\n^XA" in sent.content
    assert sent.barcodes == ("ABC12345",)


@pytest.mark.parametrize("command", [b"^LS8", b"^MCN", b"~JR", b"\x1eJBE"])
def test_it_draws_what_may_not_go_as_it_came(command: bytes) -> None:
    printable = to_zpl(
        b"^XA" + command + BARS % (30, 200, 3) + b"^XZ", LabelFormat.ZPL, media=Media(LABEL_100X150, 203)
    )
    assert b":Z64:" in printable.content
    assert printable.barcodes == ("ABC12345",)


MOVES = (
    b"^XA^LH105,40^POI^FWR^CF0,99^BY5^LRY^MD30^CI13^PW400^LL300^MTT~SD30^PR12" + BARS % (30, 200, 3) + b"^XZ"
)
PLAIN = b"^XA^FO260,300^BCN,160,Y,N,N^FDTEST12345678^FS^XZ"


def test_it_prints_a_label_as_if_it_were_the_first() -> None:
    """A printer keeps what a label sets, but the next carrier's starts from the printer's own values."""
    began = []
    for zpls in ([PLAIN], [MOVES, PLAIN], [MOVES * 2, MOVES, PLAIN]):
        with ZplPrinter() as printer:
            with socket.create_connection((printer.host, printer.port)) as line:
                line.sendall(b"".join(to_zpl(zpl, LabelFormat.ZPL, media=ROLL).content for zpl in zpls))
            assert printer.wait_printed(b"".join(zpls).count(b"^XZ"))
            assert printer.printed[-1] == PLAIN
            began.append(printer.printed_with[-1])
    assert began[0] == began[1] == began[2]
    assert began[0]["LH"] == b"0,0"


def test_it_leaves_the_printer_as_it_was() -> None:
    with ZplPrinter() as printer:
        for count, zpl in enumerate((PLAIN, MOVES), 1):
            with socket.create_connection((printer.host, printer.port)) as line:
                line.sendall(to_zpl(zpl, LabelFormat.ZPL, media=ROLL).content)
            assert printer.wait_printed(count)
            assert printer.wait_hung_up()
            assert printer.settings == printer.printed_with[0]


UNDRAWABLE = b"^XA^FO9,9^BD9^FDno such mode^FS^XZ"


@pytest.mark.parametrize("media", [ROLL, Media(LABEL_100X150, 300), Media(LABEL_100X150, 203, 180)], ids=str)
def test_it_sends_what_it_cannot_draw(media: Media) -> None:
    printable = to_zpl(UNDRAWABLE, LabelFormat.ZPL, media=media)
    assert UNDRAWABLE in printable.content
    assert (printable.pieces, printable.barcodes, printable.is_read) == (1, (), False)


@pytest.mark.parametrize(
    ("zpl", "media", "why"),
    [
        (UNDRAWABLE.replace(b"^FO", b"~JR^FO"), ROLL, "resets the printer"),
        (UNDRAWABLE, Media(LABEL_100X150, 203, 90), "cannot be drawn"),
        (b"^XA^LL9^XZ", ROLL, "no pages|blank"),
    ],
)
def test_it_says_why_nothing_can_go(zpl: bytes, media: Media, why: str) -> None:
    with pytest.raises(LabelError, match=why):
        to_zpl(zpl, LabelFormat.ZPL, media=media)


def test_it_shrinks_a_tall_label_that_does_not_say_how_tall_it_is() -> None:
    zpl = b"^XA" + BARS % (30, 900, 3) + b"^XZ"
    for make in (to_zpl, to_pages):
        printable = make(zpl, LabelFormat.ZPL, media=Media(LABEL_100X100, 203))
        assert printable.content != zpl
        assert printable.barcodes == ("ABC12345",)


def test_it_keeps_a_small_label_large_that_does_not_say_how_small_it_is() -> None:
    zpl = b"^XA^FO20,20^GB400,200,5^FS^XZ"
    (paper,) = pictures(to_zpl(zpl, LabelFormat.ZPL, media=Media(LabelSize(60, 40), 300)).content)
    left, top, right, bottom = ImageOps.invert(paper).getbbox() or (0, 0, 0, 0)
    assert (right - left) / 400 == pytest.approx(300 / 203, rel=0.01)
    assert (bottom - top) / 200 == pytest.approx(300 / 203, rel=0.01)


def test_it_makes_pages_for_a_fine_printer_of_large_paper() -> None:
    printable = to_pages(*label("pdf"), media=Media(A4, 600))
    assert facts("pdf").tracking_number in printable.barcodes


@pytest.mark.parametrize("kind", ["png", "pdf-landscape"])
def test_it_writes_no_date(kind: str) -> None:
    content = to_pages(*label(kind), media=Media(LABEL_100X100, 203)).content
    assert set(re.findall(rb"\(D:(\d+)", content)) <= {b"20000101000000"}


def test_it_lays_out_html_for_the_paper_as_it_is_read() -> None:
    html = b"<html><body style='margin:0'><div style='width:90mm;height:140mm;background:#000'></div></html>"
    media = Media(LABEL_100X150.turned(), 203, 90)
    (paper,) = pictures(to_zpl(html, LabelFormat.HTML, media=media).content)
    left, top, right, bottom = ImageOps.invert(paper).getbbox() or (0, 0, 0, 0)
    assert LabelSize.from_dots(right - left, bottom - top, dpi=203).width_mm == pytest.approx(140, abs=0.3)


def test_it_sees_a_label_as_blank_whose_grey_the_printer_leaves_out() -> None:
    picture = io.BytesIO()
    Image.new("L", (400, 600), 200).save(picture, "PNG")
    with pytest.raises(LabelError, match="blank"):
        to_zpl(picture.getvalue(), LabelFormat.PNG, media=ROLL)


def test_it_keeps_stamps_on_a_page_that_it_turns() -> None:
    stamped = stamp(label("pdf-landscape")[0])
    plain, marked = (
        to_pages(pdf, LabelFormat.PDF, media=ROLL).content for pdf in (label("pdf-landscape")[0], stamped)
    )
    assert look_at(plain).tobytes() != look_at(marked).tobytes()


def test_it_means_the_same_dots_to_another_reader_of_zpl() -> None:
    zpl = to_zpl(*label("pdf"), media=ROLL).content
    (mine,), (theirs,) = pictures(zpl), draw_zpl(zpl, size=LabelSize(10, 10)).images
    assert theirs.convert("L").tobytes() == mine.tobytes()
