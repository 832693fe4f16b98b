"""Labels at and over the edges of the paper: whole on a page, and on paper nothing is cut without a word."""

import pytest

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.pages import to_paged, to_pdf
from packages_ui.labels.papers import Printable, loses_barcode
from packages_ui.labels.read import barcodes_in
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.zpl.draw import draw_zpl
from packages_ui.messages import labels as messages
from tests.labels.test_zpl_untidy import BARS, draw, ink

ROLL = Media(LABEL_100X150, 203)
CUT = "its right or lower edge is cut off"


def label(field: str, before: str = "") -> str:
    return f"^XA{before}{field}{BARS}^XZ"


def sent(zpl: str, media: Media = ROLL) -> Printable:
    return to_zpl(zpl.encode(), LabelFormat.ZPL, media=media)


@pytest.mark.parametrize(
    ("right", "width_mm"),
    [(799, 100), (806, 101.6), (812, 101.6), (830, 104.1), (1000, 130.1), (1500, 192.7)],
)
def test_it_makes_the_page_as_wide_as_the_ink(right: int, width_mm: float) -> None:
    """A label without ^PW: the head of a usual printer prints 104 mm."""
    zpl = label(f"^FO0,200^GB{right},3,3^FS")
    assert ink(draw(zpl).images[0])[2] == right
    (size,) = measure(to_pdf(zpl.encode(), LabelFormat.ZPL))
    assert size.width_mm == pytest.approx(width_mm, abs=0.1)
    assert to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL).barcodes == ("TEST12345678",)


@pytest.mark.parametrize(
    ("right", "is_said"), [(799, False), (806, False), (815, True), (1000, True), (1500, True)]
)
def test_it_says_that_a_line_is_cut_off(right: int, is_said: bool) -> None:
    """Lines that run off the paper cost nothing but their ends: bars read worse when all is scaled."""
    zpl = label(f"^FO0,200^GB{right},3,3^FS")
    printable = sent(zpl)
    assert zpl.encode() in printable.content
    assert (CUT in printable.note) == is_said


@pytest.mark.parametrize(
    "field",
    [
        "^FO640,200^A0N,60,60^FDSAYIN ALICI BEY^FS",
        "^FO640,800^BY3^BCN,100,N^FDKOLI-0001^FS",
        "^FO760,200^BQN,2,6^FDLA,https://kargo.example/8100^FS",
        "^FO60,1100^BY3^BCR,100,N^FDKOLI-0001^FS",
    ],
)
def test_it_scales_what_a_person_or_a_scanner_would_miss(field: str) -> None:
    zpl = label(field)
    printable = sent(zpl)
    assert zpl.encode() not in printable.content
    assert printable.note == printable.doubt == ""
    assert sorted(printable.barcodes) == sorted(barcodes_in(draw(zpl).images[0]))


def test_it_scales_a_barcode_of_which_a_little_hangs_over_the_edge() -> None:
    whole, cut = (f"^XA^PW831^FO{left},200^BY2^BCN,200,N^FDABC12345^FS^XZ" for left in (500, 570))
    assert whole.encode() in sent(whole).content
    assert cut.encode() not in sent(cut).content
    assert sent(whole).barcodes == sent(cut).barcodes == ("ABC12345",)


@pytest.mark.parametrize("dpi", [203, 300])
def test_it_misses_no_millimetre_of_a_barcode_at_the_lower_edge(dpi: int) -> None:
    bottom = LABEL_100X150.dots(dpi=dpi)[1]
    upright = f"^XA^PW{LABEL_100X150.dots(dpi=dpi)[0]}^FO60,{bottom - 190}^BY2^BCR,100,N^FDKOLI12^FS^XZ"
    assert ink(draw(upright).images[0])[3] == pytest.approx(bottom + 13, abs=12)
    assert sent(upright, Media(LABEL_100X150, dpi)).barcodes == ("KOLI12",)


SAME = {
    "a turn behind the font": ("^FO700,493^A0N,20,20^FWB^FDJ24^FS", "^FO700,493^A0B,20,20^FDJ24^FS"),
    "a turn behind the barcode": ("^FO60,600^BCN,80,N^FWR^FDK1^FS", "^FO60,600^BCR,80,N^FDK1^FS"),
    "a font behind the turn": ("^FO700,493^FWB^A0N,20,20^FDJ24^FS^FWN", "^FO700,493^A0N,20,20^FDJ24^FS"),
    "a turn of the font alone": ("^FO60,600^A0R,40,40^FDJ24^FS", "^FWR^FO60,600^A0,40,40^FDJ24^FS^FWN"),
    "a place below nothing": ("^FT700,-899^A0N,20,20^FDJ24^FS", "^FT700,899^A0N,20,20^FDJ24^FS"),
    "a place with a plus": ("^FO+60,+600^A0N,20,20^FDJ24^FS", "^FO60,600^A0N,20,20^FDJ24^FS"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_it_takes_them_for_the_same(one: str, other: str) -> None:
    first, second = (draw_zpl(label(field).encode(), size=LABEL_100X150).images for field in (one, other))
    assert first[0].tobytes() == second[0].tobytes()


@pytest.mark.parametrize(
    ("data", "short"),
    [
        ("9810000123", "981231"),
        ("09810000123", "981231"),
        ("1234000005", "123454"),
        ("1234500006", "123456"),
        ("1230000045", "123453"),
    ],
)
def test_it_shortens_a_whole_number_for_upc_e(data: str, short: str) -> None:
    drawing = draw(f"^XA^FO60,60^BY3^B9N,100,N,N,N^FD{data}^FS^XZ")
    assert drawing.note == ""
    assert barcodes_in(drawing.images[0]) == barcodes_in(
        draw(f"^XA^FO60,60^BY3^B9N,100,N,N,N^FD{short}^FS^XZ").images[0]
    )


FAR = "^FO250,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS"  # reaches to 750


@pytest.mark.parametrize("zpl", [f"^XA^PW480{FAR}^XZ", f"^XA^PW480^FO9,9^GB99,99,9^FS^XZ^XA{FAR}^XZ"])
def test_it_asks_where_a_labels_own_width_cuts_a_barcode_off(zpl: str) -> None:
    """A printer keeps the width for the labels behind it."""
    for made in (sent(zpl), to_pages(zpl.encode(), LabelFormat.ZPL, media=ROLL)):
        assert made.doubt.says(messages.CUT_BY_WIDTH)
        assert "TEST12345678" in str(made.doubt)
    paged = to_paged(zpl.encode(), LabelFormat.ZPL)  # of the batch
    assert paged.note.says(messages.CUT_BY_WIDTH)
    assert loses_barcode(paged.note)
    assert str(sent(zpl.replace("^PW480", "^PW799")).doubt) == ""


def test_it_says_nothing_of_text_that_a_labels_own_width_cuts_off() -> None:
    assert str(sent(label("^FO700,600^A0N,40,40^FDMUCH TOO LONG^FS", before="^PW799")).doubt) == ""
