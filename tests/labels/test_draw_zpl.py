import zlib
from base64 import b64encode
from binascii import crc_hqx

import pytest

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.fonts import ZPL_LETTERS
from packages_ui.labels.join import measure
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150, LabelSize
from packages_ui.labels.zpl.draw import draw_zpl
from tests.labels.makers import ZPL, darkness, look_at

ONE = "^FO30,200^BY3^BCN,200,N,N,N^FD{}^FS"


def draw(zpl: str | bytes) -> bytes:
    return to_pdf(zpl if isinstance(zpl, bytes) else zpl.encode(), LabelFormat.ZPL)


def picture_of(zpl: str | bytes) -> bytes:
    content = zpl if isinstance(zpl, bytes) else zpl.encode()
    return draw_zpl(content, size=LABEL_100X150).images[0].tobytes()


def test_it_draws_a_label_at_its_own_size() -> None:
    pdf = draw(ZPL)
    assert measure(pdf) == [LabelSize(101.6, 152.4)]
    assert read_barcodes(pdf) == ["7300412345678"]


def test_it_draws_a_label_without_a_size_on_the_usual_paper() -> None:
    assert measure(draw(f"^XA{ONE.format('1')}^XZ")) == [LabelSize(100.0, 150.0)]


def test_it_draws_each_label_on_a_page_of_its_own() -> None:
    pdf = draw(f"^XA^PW832^LL960{ONE.format('A1')}^XZ\n^XA^LL800{ONE.format('B2')}^XZ")
    assert measure(pdf) == [LabelSize(104.1, 120.1), LabelSize(104.1, 100.1)]
    assert read_barcodes(pdf) == ["A1", "B2"]


def test_it_leaves_out_labels_that_only_clean_the_printer() -> None:
    assert len(measure(draw(f"^XA^MCY^XZ{ZPL}^XA^IDR:*.*^FS^XZ"))) == 1


def test_it_gives_equal_bytes_for_equal_labels() -> None:
    assert draw(ZPL) == draw(ZPL)


def test_it_draws_all_letters_of_its_font() -> None:
    drawn = [picture_of(f"^XA^FH^FO9,9^A0N,50,50^FD{_hex(chr(letter))}^FS^XZ") for letter in letters()]
    assert len(set(drawn)) > len(drawn) * 0.9  # some look alike: А and A, hyphens, spaces with ink beside
    assert picture_of("^XA^FO9,9^A0N,50,50^FDı^FS^XZ") != picture_of("^XA^FO9,9^A0N,50,50^FDi^FS^XZ")


def letters() -> list[int]:
    blank = {0x20, 0xA0, 0xAD, *range(0x2010, 0x2028)}
    return sorted(ZPL_LETTERS - blank)


def _hex(letter: str) -> str:
    return "".join(f"_{byte:02X}" for byte in f"ş{letter}".encode())


@pytest.mark.parametrize(
    "same",
    [
        "^XA^CI28^FO9,9^A0N,50,50^FH^FD_C5_9Ei_c5_9f^FS^XZ",
        "^XA^CI28^FO9,9^A0N,50,50^FH\\^FD\\C5\\9Ei\\C5\\9F^FS^XZ",
        "^XA^CI35^FO9,9^A0N,50,50^FH^FD_DEi_FE^FS^XZ",
        "^CI28\\r\\n^XA\\r\\n^FO9,9\\r\\n^A0N,50,50\\r\\n^FDŞiş^FS\\r\\n^XZ\\r\\n",
        "^XA\r\n^FO9,9\r\n^A0N,50,50\r\n^FDŞi\nş^FS\r\n^XZ\r\n",
        "^XA^PQ3^MMT^PR4,4^JMA~SD15^ZZ^FO9,9^A0N,50,50^FDŞiş^FS^XZ",
        "CT~~CD,~CC^~CT~\n^XA^FO9,9^A0N,50,50^FDŞiş^FS^XZ",
        "^XA^FO9,9^A@N,50,50,E:ARI000.TTF^FDŞiş^FS^XZ",
        "^XA^CWX,E:TT0003M_.FNT^FO9,9^AXN,50,50^FDŞiş^FS^XZ",
        "^xa^fo9,9^a0N,50,50^fdŞiş^fs^xz",
        "^XA^FO9,9^A0N,50,50^FDŞiş^XZ",
        "^XA^FO9,9^A0N,50,50^FDS\u0327is\u0327^FS^XZ",
        "^XA^DFR:A.ZPL^FO9,9^A0N,50,50^FN1^FS^XZ^XA^XFR:A.ZPL^FN1^FDŞiş^FS^XZ",
    ],
)
def test_it_draws_the_same_however_it_is_spelt(same: str) -> None:
    assert picture_of(same) == picture_of("^XA^FO9,9^A0N,50,50^FDŞiş^FS^XZ")


def test_it_reads_a_code_page_in_plain_bytes() -> None:
    label = "^XA^CI35^FO9,9^A0N,50,50^FDŞiş^FS^XZ"
    assert picture_of(label.encode("cp1254")) == picture_of(label)


def test_it_draws_a_name_with_an_emoji() -> None:
    assert picture_of("^XA^FO9,9^FDAyşe 😀 漢^FS^XZ") == picture_of("^XA^FO9,9^FDAyşe ? ?^FS^XZ")


def test_it_keeps_signs_that_only_hex_can_write() -> None:
    pdf = draw("^XA^FO30,200^BY3^BCN,200,N,N,N^FH^FDA_5EB_7EC_5fD^FS^XZ")
    assert read_barcodes(pdf) == ["A^B~C_D"]


def test_it_ends_a_label_where_a_field_says_so() -> None:
    hostile = f"^XA{ONE.format('GOOD')}^FO9,9^FDAli ^XZ^XA{ONE.format('BAD')}^FS^XZ"
    assert read_barcodes(draw(hostile)) == ["GOOD", "BAD"]  # as a printer would: the text is the carrier's


@pytest.mark.parametrize("is_packed", [False, True])
def test_it_draws_a_whole_label_sent_as_a_graphic(is_packed: bool) -> None:
    data = (b"\xff" * 50 + b"\0" * 50) * 1200
    packed = b64encode(zlib.compress(data)).decode()
    hexed = f":Z64:{packed}:{crc_hqx(packed.encode(), 0):04X}" if is_packed else data.hex().upper()
    pdf = draw(f"^XA^PW800^LL1200^FO0,0^GFA,{len(data)},{len(data)},100,{hexed}^FS^XZ")
    left, right = darkness(look_at(pdf), (0.05, 0.1, 0.4, 0.9), (0.6, 0.1, 0.95, 0.9))
    assert left > 0.98
    assert right < 0.02


@pytest.mark.parametrize(
    ("zpl", "reason"),
    [
        ("^XA^FDcut off", "incomplete"),
        ("^XA^XZ", "no pages"),
        ("^XA^FO9,9^XGE:LOGO.GRF^FS^XZ", "unknown downloaded graphic"),
        ("^XA^FO9,9^IME:LOGO.GRF^FS^XZ", "unknown downloaded graphic"),
        ("^XA^FDx^FS^XZ" * 51, "5[01] pages"),
        ("^XA^PQ51^FDx^FS^XZ", "5[01] pages"),
        ("^XA" + "^FO1,1^B9N,50^FD1^FS" * 60 + "^XZ", "cannot be drawn"),
    ],
)
def test_it_says_why_it_cannot_draw(zpl: str, reason: str) -> None:
    with pytest.raises(LabelError, match=reason):
        draw(zpl)


def test_it_draws_what_was_detected() -> None:
    found = detect(f"data:application/zpl;base64,{b64encode(ZPL.encode()).decode()}")
    assert read_barcodes(to_pdf(found.content, found.format)) == ["7300412345678"]
