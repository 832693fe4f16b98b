"""ZPL as carriers really write it: drawn as a printer does, sent as it came, nothing lost without a word."""

import contextlib
import zlib
from base64 import b64encode
from functools import cache

import pytest
from PIL import Image, ImageChops

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.on_paper import ink_of, zpl_on_paper
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.papers import Printable
from packages_ui.labels.pdfium import draw as pdfium_draw
from packages_ui.labels.pdfium import opened
from packages_ui.labels.read import barcodes_in, read_barcodes
from packages_ui.labels.size import LABEL_100X150, MM_PER_INCH, LabelSize
from packages_ui.labels.zpl.draw import draw_zpl, zpl_to_pdf
from packages_ui.labels.zpl.drawing import Drawing
from packages_ui.labels.zpl.graphics import exact_graphic
from packages_ui.labels.zpl.serials import Serial, serial_of
from tests.labels.makers import make_picture

HELLO = "^FO60,60^A0N,40,40^FDHello^FS"
BARS = "^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS"
TIDY = f"^XA{HELLO}{BARS}^XZ"
ROLL = Media(LABEL_100X150, 203)
FINE = Media(LABEL_100X150, 300)


def draw(zpl: str | bytes, size: LabelSize = LABEL_100X150) -> Drawing:
    return draw_zpl(zpl if isinstance(zpl, bytes) else zpl.encode(), size=size)


def sent(zpl: str, media: Media = ROLL) -> Printable:
    return to_zpl(zpl.encode(), LabelFormat.ZPL, media=media)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    return ImageChops.invert(image).getbbox() or (0, 0, 0, 0)


def ends_of(pdf: bytes) -> tuple[float, float]:
    """Where the ink of the first page ends, in mm."""
    with opened(pdf) as document:
        _, _, right, bottom = ink_of(pdfium_draw(document, 0, dpi=600)) or (0, 0, 0, 0)
    return right / 600 * MM_PER_INCH, bottom / 600 * MM_PER_INCH


@cache
def tidy() -> Image.Image:
    return draw(TIDY).images[0]


def label(field: str = "", before: str = "", bars: str = BARS) -> str:
    return f"^XA{before}{field or HELLO}{bars}^XZ"


UNTIDY = {
    "more parameters than there are": label(before="^CF,0,0,0^PW799,9^LH0,0,1^MD10^CI13\n"),
    "spaces before numbers": label("^LL 1199^PW 799\n^FO 60, 60^A0 N, 40, 40^FDHello^FS"),
    "fractions": label("^FO60.2,60.4^A0N,40.0,40^FDHello^FS"),
    "a comment behind a flag": label(bars="; Kod\r\n^BY3,3,160^FO60,300^BCN,,Y,N\r\n;^FDTEST12345678^FS\r\n"),
    "parts left empty": label(bars="^FO60,300^BY3,2.0,125,^BCN,160,Y,N,N,^FDTEST12345678^FS"),
    "a block of no lines": label("^FO60,60^FB500,0,0,L^A0N,40,40^FDHello^FS"),
    "a size behind the font": label("^FO60,60^A040,40^FDHello^FS"),
    "a font before its place": label("^A0N,40,40^FO60,60^FDHello^FS"),
    "a check digit of letters": label(bars=BARS.replace("N,N^FD", "N,Y,N^FD")),
    "a letter that is no turn": label("^FWX^FO60,60^A0N,40,40^FDHello^FS"),
    "numbers that are none": label("^LHx,y^FO60,60^A0N,40,40^FDHello^FS"),
    "the label begun twice": "^XA^LL1199\n^FX utf-8^FS ^CI28\n" + TIDY,
    "small letters": TIDY.lower().replace("hello", "Hello").replace("test1", "TEST1"),
    "no end of a field": label(HELLO.removesuffix("^FS")),
    "a command that nobody knows": label("^YY1,2" + HELLO),
    "a caret too many": label("^" + HELLO),
    "line ends everywhere": TIDY.replace("^F", "\r\n^F").replace("^BCN,", "^BC\r\nN,"),
    "another font of theirs": label("^CWW,E:ARI000.TTF^FO60,60^A0N,40,40^FDHello^FS"),
    "a barcode without a number": label("^FO60,600^BY3^BCN,90,Y,N,N^FD^FS" + HELLO),
    "a chip": label("^RFW,H^FD3034257BF400^FS" + HELLO),
    "ZPL II by name": label("^SZ2" + HELLO),
}


@pytest.mark.parametrize("zpl", UNTIDY.values(), ids=UNTIDY.keys())
def test_it_draws_it_as_a_printer_does(zpl: str) -> None:
    drawing = draw(zpl)
    assert (len(drawing.images), str(drawing.note)) == (1, "")
    assert drawing.images[0].tobytes() == tidy().tobytes()


@pytest.mark.parametrize("zpl", UNTIDY.values(), ids=UNTIDY.keys())
def test_it_sends_it_as_it_came(zpl: str) -> None:
    printable = sent(zpl)
    left = zpl.replace("^YY1,2", "")  # nobody knows what it does to a printer
    assert left.encode() in printable.content
    assert (printable.pieces, printable.barcodes) == (1, ("TEST12345678",))
    assert (printable.is_read, str(printable.note), str(printable.doubt)) == (True, "", "")


@pytest.mark.parametrize("zpl", UNTIDY.values(), ids=UNTIDY.keys())
def test_it_makes_a_page_of_it(zpl: str) -> None:
    assert read_barcodes(to_pdf(zpl.encode(), LabelFormat.ZPL)) == ["TEST12345678"]


@pytest.mark.parametrize(
    "zpl",
    [
        "~CC|" + TIDY.replace("^", "|") + "|CC^",
        "\r\n^CC+" + TIDY.replace("^", "+"),
        TIDY.replace("^XA", "\x02").replace("^XZ", "\x03"),
    ],
)
def test_it_knows_zpl_that_does_not_say_so_in_the_usual_signs(zpl: str) -> None:
    found = detect(zpl)
    assert found.format is LabelFormat.ZPL
    assert draw(found.content).images[0].tobytes() == tidy().tobytes()
    assert TIDY.encode() in to_zpl(found.content, found.format, media=ROLL).content.replace(b"^FS+", b"^FS^")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("^BY3^B2N,120,N,N,N^FD>;9038AB44384574^FS", "903844384574"),
        ("^BY2,9,120^B3N,N,120,N,N^FDABC-12^FS", "ABC-12"),
        ("^BY20,3,120^BCN,,N^FDA1^FS", "A1"),
        ("^BQ,,8^FDLA,hello^FS", "hello"),
        ("^BXN,8,200,,,,_,9^FDhello^FS", "hello"),
        ("^BXN,8,200,0,0,1,~^FH\\^FDhello^FS", "hello"),
        ("^BXN,8,200,,,,~,1^FDhello!^FS", "hello!"),
        ("^BXN,8,200,,,,_^FDA_d065_d095B^FS", "AA_B"),
        ("^BXN,8,200,,,,_^FD_10109501101530003103AB_d02921XY^FS", "(01)09501101530003(10)3AB(21)XY"),
        ("^BY2^BKN,N,100,N,N^FDA12345B^FS", "A12345B"),
        ("^BY2^BKN^FDc12345d^FS", "C12345D"),
        ("^BY2^BKN,N,100,N,N,B,C^FD12345^FS", "B12345C"),
        ("^B0N,8,N,0,N,1,0^FDhello^FS", "hello"),
        ("^BY3^BCN,120,N,N,N^FDA~1 ~2^FS", "A~1 ~2"),
        ("^BY3^BCN,120,N,N,N^FDX>Y>^FS", "X>Y>"),
        ("^BY3^BCN,120,N,N,N^FD>:X>0Y^FS", "X>Y"),
        ("^BY3^BCN,120,N,N,N,Z^FDMODE^FS", "MODE"),
    ],
)
def test_it_draws_barcodes_whose_parameters_are_odd(field: str, text: str) -> None:
    drawing = draw(f"^XA^FO60,200{field}^XZ")
    assert (str(drawing.note), barcodes_in(drawing.images[0])) == ("", [text])


MAXICODE = "^XA^FO60,200^BD{}^FH^FD{}{}{}[)>_1E01_1D961Z08720000_1DUPSN_1D680RA4_1D1/1_1E_04^FS^XZ"


FULL = (
    "[)>_1E01_1D961Z00000001_1DUPSN_1D00A00A_1E07Y+0*0A.AA'AA#A0A%'_0DAAA0.00_1C*0AAA'A_1C0AA000$&A_0D_1E_04"
)


@pytest.mark.parametrize(
    "head", ["300379234710 ", "30032765020  ", "2003840841", "3003792AB1234", "2341710000840003"]
)
def test_it_has_room_for_a_full_message_beside_a_short_postcode(head: str) -> None:
    """As UPS packs it: in another mode there would be none."""
    drawing = draw(f"^XA^FO60,200^BD{head[0]}^FH^FD{head[1:]}{FULL}^FS^XZ")
    assert drawing.note == ""
    (text,) = barcodes_in(drawing.images[0])
    assert head[7:].strip() in text
    assert "AAA0.00" in text
    left, top, right, bottom = ink(drawing.images[0])
    assert (left, top) == pytest.approx((60, 200), abs=2)
    assert (right - left, bottom - top) == pytest.approx((209, 199), abs=3)


@pytest.mark.parametrize("postcode", ["AB1234", "5000  "])
@pytest.mark.parametrize(
    ("dpi", "size"), [(203, "^PW799^LL1199"), (300, "^PW1181^LL1772"), (600, "^PW2362^LL3543")]
)
def test_it_draws_a_maxicode_of_one_size_at_every_dpi(dpi: int, size: str, postcode: str) -> None:
    zpl = MAXICODE.format("3", "003", "752", postcode).replace("^XA", f"^XA{size}").encode()
    on_paper = zpl_on_paper(zpl, Media(LABEL_100X150, dpi), 0)
    left, top, right, bottom = (side / dpi * MM_PER_INCH for side in ink(on_paper.images[0]))
    assert 24.82 <= right - left <= 27.93  # of ISO/IEC 16023
    assert 23.71 <= bottom - top <= 26.69
    assert postcode.strip() in barcodes_in(on_paper.images[0])[0]
    assert (right, bottom) == pytest.approx(ends_of(zpl_to_pdf(zpl, size=LABEL_100X150).pdf), abs=0.3)


@pytest.mark.parametrize(("mode", "postcode"), [("3", "5000  "), ("3", "AB1234"), ("2", "12345"), ("", "1")])
def test_it_draws_a_maxicode_of_any_postcode(mode: str, postcode: str) -> None:
    drawing = draw(MAXICODE.format(mode, "003", "752", postcode))
    (text,) = barcodes_in(drawing.images[0])
    assert drawing.note == ""
    assert postcode.strip() in text
    assert "1Z08720000" in text


@pytest.mark.parametrize("mode", ["4", "5", "6"])  # 6 sets up readers, and is no text to them
def test_it_draws_a_maxicode_that_is_no_address(mode: str) -> None:
    drawing = draw(f"^XA^FO60,60^BD{mode}^FD1Z0872000012345678^FS^XZ")
    left, top, right, bottom = ink(drawing.images[0])
    assert (right - left > 190, bottom - top > 180) == (True, True)
    assert mode == "6" or barcodes_in(drawing.images[0]) == [
        "1Z0872000012345678"
    ]  # 6 is for readers' settings


@pytest.mark.parametrize(
    ("zpl", "note"),
    [
        (label("^FO9,9^XGE:LOGO.GRF^FS" + HELLO), "1 field of 3 could not be drawn."),
        (label("^FO9,9^B9N,9^FD1^FS" + HELLO), "1 field of 3 could not be drawn, a barcode among them."),
        (label("^FO9,9^XGA^FS^FO9,9^XGB^FS" + HELLO), "2 fields of 4 could not be drawn."),
    ],
)
def test_it_draws_the_rest_and_says_what_is_missing(zpl: str, note: str) -> None:
    drawing = draw(zpl)
    assert drawing.images[0].tobytes() == tidy().tobytes()
    assert drawing.note == note
    pages = to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL)
    assert (str(pages.note), str(pages.doubt)) == (note, note if "barcode" in note else "")
    assert sent(zpl).is_read == ("barcode" not in note)
    assert sent(zpl).note == ""  # the printer draws them


@pytest.mark.parametrize("unused", ["^FO9,160^A0N,35,35", "^FO9,160^BCN,99,Y", "^A0N,30,30^BY3^BXN,4,200"])
def test_it_draws_a_line_behind_a_font_or_barcode_without_text(unused: str) -> None:
    line = "^FO10,600^GB700,2,2^FS"
    drawing = draw(label(unused + line + HELLO))
    assert drawing.note == ""
    assert drawing.images[0].tobytes() == draw(label(line + HELLO)).images[0].tobytes()


@pytest.mark.parametrize("zpl", [label("^A" + HELLO), "^XA^A^FDx^FS^XZ", "^XA^A\r\n^FS^B^FDx^FS^FOa^^XZ"])
def test_it_outlives_what_breaks_the_renderer(zpl: str) -> None:
    assert draw(zpl).images


LONG = label(bars=BARS + "^FO60,1300^BY3^BCN,160,Y,N,N^FDLICENCE1234567^FS^FO60,1500^A0N,30,30^FDEND^FS")


@pytest.mark.parametrize("before", ["", "^PW799", "^PW799^LL1199"])
def test_it_cuts_nothing_off_a_label_longer_than_the_paper(before: str) -> None:
    zpl = LONG.replace("^XA", f"^XA{before}")
    bottom = ink(draw(zpl).images[0])[3]
    assert bottom > 1515
    (size,) = measure(to_pdf(zpl.encode(), LabelFormat.ZPL))
    assert size.height_mm > bottom / 203 * 25.4 - 0.1
    assert read_barcodes(to_pdf(zpl.encode(), LabelFormat.ZPL)) == ["TEST12345678", "LICENCE1234567"]
    for made in (sent(zpl), to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL)):
        assert made.barcodes == ("TEST12345678", "LICENCE1234567") or "can no longer be read" in made.doubt
    assert b":Z64:" in sent(zpl).content


def test_it_cuts_nothing_off_a_label_wider_than_the_paper() -> None:
    zpl = label(bars="^FO950,300^BY2^BCN,160,N^FDFAR1^FS")
    assert ink(draw(zpl).images[0])[2] > 1050
    assert sent(zpl).barcodes == ("FAR1",) or "FAR1" in sent(zpl).doubt


@pytest.mark.parametrize("line", ["^FO60,60^GB850,3,3^FS", "^FO60,1235^GB3,3,3^FS"])
def test_it_says_what_hangs_over_the_edge(line: str) -> None:
    printable = sent(label(line))
    assert b":Z64:" not in printable.content
    assert "its right or lower edge is cut off" in printable.note


def test_it_asks_when_scaling_costs_a_barcode() -> None:
    zpl = label(bars="^FO60,3000^BY1^BCN,60,N^FDSMALL12345^FS")
    assert "can no longer be read: SMALL12345" in to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL).doubt


FOR_300 = "^XA^FO90,90^A0N,60,60^FDHello^FS^FO90,1400^BY4^BCN,240,Y,N,N^FDTEST12345678^FS^XZ"


@pytest.mark.parametrize("before", ["", "^PW1181", "^PW1181^LL1772", "^LL1772"])
def test_it_sends_a_label_for_300_dpi_to_such_a_printer(before: str) -> None:
    zpl = FOR_300.replace("^XA", f"^XA{before}")
    printable = sent(zpl, FINE)
    assert zpl.encode() in printable.content
    assert printable.barcodes == ("TEST12345678",)
    for made in (sent(zpl), to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL)):
        assert made.barcodes == ("TEST12345678",) or made.doubt


@pytest.mark.parametrize(("said", "is_guess"), [("", True), ("^LL1772", True), ("^PW1181", False)])
def test_it_says_that_it_guesses_for_which_printer_a_label_was_made(said: str, is_guess: bool) -> None:
    zpl = FOR_300.replace("^XA", f"^XA{said}").encode()
    assert ("taken for one of 300 dpi" in to_zpl(zpl, LabelFormat.ZPL, media=FINE).note) == is_guess
    told = to_zpl(zpl, LabelFormat.ZPL, media=FINE, made_for=300)
    assert zpl in told.content
    assert told.note == ""
    assert b":Z64:" in to_zpl(zpl, LabelFormat.ZPL, media=FINE, made_for=203).content or "^PW" in said


@pytest.mark.parametrize("zpl", [TIDY, "^XA^PW799^LL1199" + TIDY[3:], LONG.replace("^XA", "^XA^PW799")])
def test_it_scales_a_label_for_203_dpi_on_a_finer_printer(zpl: str) -> None:
    printable = sent(zpl, FINE)
    assert b":Z64:" in printable.content
    assert "TEST12345678" in printable.barcodes


@pytest.mark.parametrize("said", ["^PW1181^LL1772", "^PW1181"])
def test_it_makes_a_page_as_large_as_a_label_for_300_dpi(said: str) -> None:
    (size,) = measure(to_pdf(FOR_300.replace("^XA", f"^XA{said}").encode(), LabelFormat.ZPL))
    assert size.width_mm == pytest.approx(100, abs=0.2)


@pytest.mark.parametrize(
    ("unit", "sizes"),
    [("^MUM", "2.5,2.5^GB25,12,1"), ("^MUI", ".1,.1^GB1,.5,.04"), ("^JMB", "10,10^GB100,48,4")],
)
def test_it_draws_other_units(unit: str, sizes: str) -> None:
    left, top, right, bottom = ink(draw(f"^XA{unit}^FO{sizes}^FS^XZ").images[0])
    assert (left, top) == (20, 20)
    assert right - left == pytest.approx(200, abs=4)
    assert bottom - top == pytest.approx(98, abs=6)


PIECES = "^XA^PQ{}^FO60,300^BY3^BCN,160,Y,N,N{}^FS^XZ"


@pytest.mark.parametrize(
    ("quantity", "field", "texts"),
    [
        ("2", "^SNCARTON0001,1,Y", ["CARTON0001", "CARTON0002"]),
        ("2", "^FDSAME01", ["SAME01", "SAME01"]),
        ("4,0,2", "^SNBOX09,1,Y", ["BOX09", "BOX09", "BOX10", "BOX10"]),
        ("3", "^FDK001^SF%DDD,5", ["K001", "K006", "K011"]),
        ("1", "^SNONE1,1,Y", ["ONE1"]),
    ],
)
def test_it_makes_the_same_pieces_on_every_way(quantity: str, field: str, texts: list[str]) -> None:
    zpl = PIECES.format(quantity, field)
    made = [sent(zpl), sent(zpl, FINE), to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL)]
    assert [printable.pieces for printable in made] == [len(texts)] * 3
    assert [list(printable.barcodes) for printable in made] == [texts] * 3
    assert zpl.encode() in made[0].content
    assert read_barcodes(to_pdf(zpl.encode(), LabelFormat.ZPL)) == texts


@pytest.mark.parametrize(
    ("serial", "texts"),
    [
        (serial_of([b"A009", b"1", b"Y"]), [b"A009", b"A010", b"A011"]),
        (serial_of([b"5", b"-2", b"Y"]), [b"5", b"3", b"1"]),
        (serial_of([b"A1B", b"x"]), [b"A1B", b"A2B", b"A3B"]),
        (serial_of([b"ABC"]), [b"ABC", b"ABC", b"ABC"]),
        (Serial(b"AZ", mask=b"AA"), [b"AZ", b"BA", b"BB"]),
        (Serial(b"0F", mask=b"hh", steps=b"1"), [b"0F", b"10", b"11"]),
        (Serial(b"1-9", mask=b"D%D"), [b"1-9", b"2-0", b"2-1"]),
    ],
)
def test_it_counts_on(serial: Serial, texts: list[bytes]) -> None:
    assert [serial.at(piece) for piece in range(3)] == texts


def width_of(zpl: str) -> int:
    left, _, right, _ = ink(draw(zpl).images[0].crop((0, 0, 799, 110)))
    return right - left


@pytest.mark.parametrize(("font", "cells"), [("^AAN,24,10", 12), ("^ADN,36,20", 24), ("^AFN,26,13", 16)])
def test_it_keeps_the_cells_of_bitmap_fonts(font: str, cells: int) -> None:
    plain = f"^XA^CI28^FO40,40{font}^FDSIPARIS 1234567890 DESI 3^FS^FO40,200^A0N,30,30^FD{{}}^FS^XZ"
    assert width_of(plain.format("ş")) == width_of(plain.format("s")) == pytest.approx(25 * cells, rel=0.08)
    turkish = plain.replace("SIPARIS", "SİPARİŞ").format("s")
    assert width_of(turkish) == pytest.approx(25 * cells, rel=0.08)


BLACK = "^XA^FO60,60^GFA,{},{},2,{}^FS^XZ"


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ("8", "FFFFFFFFFFFFFFFF"),
        ("8", "FFFF" * 9),
        ("8", "JFF,!::"),
        ("8", "\r\nFFFF FFFF\r\nFFFFFFFF"),
        ("8", f":B64:{b64encode(bytes([255] * 8)).decode()}:0000"),
        ("8", f":Z64:{b64encode(zlib.compress(bytes([255] * 8))).decode()}:BAD0"),
    ],
)
def test_it_draws_a_picture_that_is_longer_than_it_says(said: str, data: str) -> None:
    drawing = draw(BLACK.format(said, said, data))
    assert drawing.note == ""
    left, top, right, bottom = ink(drawing.images[0])
    assert (left, top, right) == (60, 60, 76)
    assert bottom <= 64


def test_it_fills_up_a_picture_that_is_shorter_than_it_says() -> None:
    assert exact_graphic(b"A,6,6,2,FFFFFF") == b"A,6,6,2,FFFFFF000000"
    assert exact_graphic(b"A,99999999999,1,0,FF") is None


def test_it_spreads_no_more_than_the_picture_holds() -> None:
    value = exact_graphic(b"A,2000000,2000000,1000," + b"zF" * 1_000_000)
    assert value is not None
    assert len(value) < 4_000_100


def test_it_draws_text_and_picture_of_one_field() -> None:
    both = draw("^XA^FO60,60^A0N,40,40^FDHello^GFA,2,2,1,FFFF^FS^XZ").images[0]
    apart = draw("^XA^FO60,60^A0N,40,40^FDHello^FS^FO60,60^GFA,2,2,1,FFFF^FS^XZ").images[0]
    assert both.tobytes() == apart.tobytes()


@pytest.mark.parametrize("load", ["~DGR:A.GRF,2,1,FFFF", "~DGR:A.GRF,2,1,\n:B64://8=:0000"])
@pytest.mark.parametrize("use", ["^XGR:A.GRF,1,1", "^IMR:A.GRF", "^XGR:A.GRF , 1,1,9"])
def test_it_draws_a_picture_that_is_loaded_first(load: str, use: str) -> None:
    zpl = f"{load}^XA^FO60,60{use}^FS^XZ"
    assert ink(draw(zpl).images[0]) == (60, 60, 68, 62)
    assert load.partition(":B64")[0].encode() in sent(zpl).content


def test_it_draws_a_png_that_is_loaded_first() -> None:
    png = make_picture(40, 8)
    zpl = f"~DYR:A.PNG,P,P,{len(png)},,{png.hex()}^XA^FO60,60^XGR:A.PNG,1,1^FS^XZ"
    assert ink(draw(zpl).images[0]) == (60, 60, 70, 68)


@pytest.mark.parametrize("name", ["R:A.ZPL", "FORMAT", "E:ETIKET-1.ZPL"])
def test_it_fills_in_a_stored_form(name: str) -> None:
    form = f"^XA^DF{name}^FS^FO60,60^A0N,40,40^FN1^FS^FO60,300^BY3^BCN,160,Y,N,N^FN2^FS^XZ"
    filled = draw(f"{form}^XA^XF{name}^FS^FN1^FDHello^FS^FN2^FDTEST12345678^FS^XZ").images
    assert [image.tobytes() for image in filled] == [tidy().tobytes()]


def test_it_keeps_control_signs_of_a_barcode() -> None:
    raw = b"^XA^FO60,60^BXN,8,200^FD[)>\x1e01\x1d96AB\x1e\x04^FS^XZ"
    hexed = b"^XA^FO60,60^BXN,8,200^FH^FD[)>_1E01_1D96AB_1E_04^FS^XZ"
    assert draw(raw).images[0].tobytes() == draw(hexed).images[0].tobytes()


@pytest.mark.in_turn("before", "unit", "behind", one_in=4)
@pytest.mark.parametrize(
    ("before", "unit", "behind"),
    [
        (b"^XA^FO", b" ", b"^FDx^FS^XZ"),
        (b"^XA^FDx", b"\r", b"x^FS^XZ"),
        (b"^XA^FO", b",", b"^FDx^FS^XZ"),
        (b"^XA^FD", b"\x1e" + b" " * 199, b"^FS^XZ"),
        (b"^XA^FO9,9^GFA,2,2,1,", b"G", b"^FS^XZ"),
        (b"^XA^FO9,9^GFA,2,2,1,", b"! ", b"^FS^XZ"),
        (b"^XA^FO9,9^FDx^FS", b"! ", b"^XZ"),
        (b"^XA^FO9,9^ADN^FD", "ş".encode(), b"^FS^FO9,9^FDx^FS^XZ"),
    ],
    ids=["blanks", "line ends", "commas", "signs", "counts", "fills", "text", "letters"],
)
def test_it_reads_nine_megabytes_in_one_pass(before: bytes, unit: bytes, behind: bytes) -> None:
    """A reader that goes back would need hours."""
    zpl = before + unit * (9_000_000 // len(unit)) + behind
    with contextlib.suppress(LabelError):
        to_zpl(zpl, LabelFormat.ZPL, media=ROLL)


def test_it_refuses_what_has_more_commands_than_any_label() -> None:
    with pytest.raises(LabelError, match="more commands"):
        draw(b"^XA" + b"^FO1" * 200_000)


@pytest.mark.parametrize(
    ("page", "is_cent"), [("", True), ("^CI0", True), ("^CI13", False), ("^CI28", False)]
)
def test_it_draws_a_backslash_where_the_code_page_has_one(page: str, is_cent: bool) -> None:
    """A printer's own code page has a cent sign in its place."""
    drawn = {sign: draw(label(f"^FO60,100^A0N,80,80^FDA{sign}B^FS", before=page)) for sign in "\\/"}
    backslash, slash = (drawn[sign].images[0].crop((0, 90, 799, 190)) for sign in "\\/")
    dots = [sum(image.convert("L").histogram()[:1]) for image in (backslash, slash)]
    assert (dots[0] > dots[1] * 1.1) is is_cent  # the cent sign is blacker than a stroke
    block = label("^FO60,100^A0N,40,40^FB400,2^FDone\\&two^FS", before=page)
    assert draw(block).images[0].tobytes() == draw(block.replace(page, "")).images[0].tobytes()
