"""EPL goes to printers that speak it, freed of what would harm them; nobody else is sent any."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from packages_ui.labels import epl
from packages_ui.labels.detect import detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.media import Language, Media
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.read import barcodes_in
from packages_ui.labels.size import LABEL_100X150
from packages_ui.messages import labels as messages
from tests.labels.sheet_makers import label_pdf

LABEL = (
    b'\r\nN\r\nq812\r\nA50,50,0,4,1,1,N,"KARGO"\r\nB50,200,0,1,3,7,160,B,"TEST12345678"\r\n'
    b'LO20,20,760,4\r\nX10,10,3,790,1180\r\nb400,700,M,"1Z"\r\nP1\r\n'
)
ZEBRA = Media(LABEL_100X150, 203, language=Language.EPL)
BOTH = Media(LABEL_100X150, 203, language=Language.BOTH)
OWN = b"\r\nN\r\nR0,0\r\nZT\r\nI8,0,001\r\nq799\r\n"


def graphic(width: int = 2, height: int = 3) -> bytes:
    return b"GW10,10,%d,%d," % (width, height) + b"\r\nN^\x10~"[: width * height].ljust(
        width * height, b"\xff"
    )


@pytest.mark.parametrize(
    "text",
    [
        LABEL.decode(),
        LABEL.decode().replace("\r\n", "\n"),
        "EPL2\r\n" + LABEL.decode(),
        '\x1b@EPL2\nN\nA50,50,0,4,1,1,N,"x"\nP1\n',
        "O\r\nQ816,024\r\nq831\r\nrN\r\nN\r\nLO0,0,9,9\r\nP1,2",
    ],
)
def test_it_is_known_by_name_or_by_its_commands(text: str) -> None:
    assert detect(text).format is LabelFormat.EPL


@pytest.mark.parametrize("text", ["N\nA note\nP1\n", "Name\nA1,2,3\n", "P1\n"])
def test_it_takes_no_other_text_for_it(text: str) -> None:
    assert detect(text).format is LabelFormat.UNKNOWN


@pytest.mark.parametrize("media", [ZEBRA, BOTH])
def test_it_goes_as_it_came_between_the_printers_values(media: Media) -> None:
    printable = to_zpl(LABEL, LabelFormat.EPL, media=media)
    assert printable.content == OWN + LABEL + OWN
    assert (printable.pieces, printable.barcodes, printable.is_read) == (1, (), False)


@pytest.mark.parametrize("end", [b",", b"\n", b"\r\n"])
def test_it_keeps_counted_graphics_whatever_they_hold(end: bytes) -> None:
    picture = graphic().replace(b"2,3,", b"2,3" + end)  # manuals and drivers write it in both ways
    label = LABEL.replace(b"P1", picture + b"\r\nP2,2")
    printable = to_zpl(label, LabelFormat.EPL, media=BOTH)
    assert (printable.content, printable.pieces) == (OWN + label + OWN, 4)


@pytest.mark.parametrize(
    "line",
    [b"D12", b"S3", b"O", b"Q1218,24", b"JF", b"rN", b"f100", b"oH", b'FR"LOGO"', b"C0,1", b"what"],
)
def test_it_leaves_out_what_the_printers_owner_has_set(line: bytes) -> None:
    printable = to_zpl(line + LABEL.replace(b"q812", line), LabelFormat.EPL, media=ZEBRA)
    assert line not in printable.content.replace(b'"1Z"', b"").split(b"\r\n")
    assert printable.pieces == 1


def test_it_says_what_it_leaves_out() -> None:
    printable = to_zpl(LABEL.replace(b"q812", b"q812\r\nQ1218,24\r\nS3"), LabelFormat.EPL, media=BOTH)
    assert (printable.left_out, str(printable.doubt)) == (("Q", "S"), "")


@pytest.mark.parametrize(
    "line", [b"B50,400,0,1,3,7,160,B,V00", b'A50,400,0,4,1,1,N,"KARGO', b'GG9,9,"LOGO"', b"LX1,2,3,4"]
)
def test_it_asks_before_a_field_is_missing(line: bytes) -> None:
    printable = to_zpl(LABEL.replace(b"P1", line + b"\r\nP1"), LabelFormat.EPL, media=BOTH)
    assert line not in printable.content
    assert printable.doubt == messages.EPL_FIELDS_LEFT_OUT(count=1)


def test_it_keeps_fields_with_blanks_behind_their_commas() -> None:
    label = LABEL.replace(b"B50,200,0,1,3,7,160,B,", b"B50, 200, 0, 1, 3, 7, 160, B, ")
    printable = to_zpl(label, LabelFormat.EPL, media=BOTH)
    assert (printable.content, str(printable.doubt)) == (OWN + label + OWN, "")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"^@", "resets"),
        (b"^default", "resets"),
        (b'FK"*"', "erases"),
        (b'GK"*"', "erases"),
        (b'EK"*"', "erases"),
        (b"M33,33,33", "memory"),
        (b"Y19,N,8,1", "connection"),
        (b"U", "settings"),
        (b"AUTOFR", "by itself"),
        (b"dump", "codes"),
        (b'A9,9,0,4,1,1,N,"^XA~JR^XZ"', "another language"),
        (b'A9,9,0,4,1,1,N,"\x1b@"', "another language"),
        (b"GW10,10,99,99,abc", "incomplete"),
    ],
)
def test_it_refuses_what_would_harm_the_printer(line: bytes, why: str) -> None:
    with pytest.raises(LabelError, match=why):
        to_zpl(LABEL.replace(b"P1", line + b"\r\nP1"), LabelFormat.EPL, media=BOTH)


def test_it_sends_the_maxicode_of_ups() -> None:
    """Its message is separated by RS and GS."""
    maxicode = b'b30,390,M,m2,"001,840,98101,0000,[)>\x1e01\x1d96\x1d1Z12345E02\x1dUPSN\x1e\x04"\r\n'
    label = LABEL.replace(b"P1", maxicode + b"P1")
    assert to_zpl(label, LabelFormat.EPL, media=BOTH).content == OWN + label + OWN


@pytest.mark.parametrize("command", [b"\x1eXA\x1ePW9", b"\x10JR", b"\x10jr"])
def test_it_refuses_signs_that_some_printers_take_for_commands_of_zpl(command: bytes) -> None:
    label = LABEL.replace(b'"1Z"', b'"%b"' % command)
    with pytest.raises(LabelError, match="another language"):
        to_zpl(label, LabelFormat.EPL, media=BOTH)


def values_at(text: bytes, sent: bytes) -> dict[bytes, bytes]:
    """What an EPL printer has set when `text` is drawn: `R` takes back the width that `q` has set."""
    kept = {b"D": b"10", b"S": b"3", b"Q": b"Q1218,24", b"O": b"O"}
    for line in epl.lines(sent):
        if text in line.raw:
            return kept
        if (name := line.text[:1]) in {b"q", b"R", b"Z", b"I", b"D", b"S", b"Q", b"O"}:
            kept[name] = line.text
        if name == b"R":
            kept.pop(b"q", None)
    raise AssertionError("it is not drawn")


def test_what_one_label_sets_does_not_reach_the_next() -> None:
    settings = b"q400\r\nR99,50\r\nZB\r\nI8,A,001\r\nD15\r\nS1\r\nQ300,0\r\nOD\r\nA50"
    untidy = LABEL.replace(b"q812\r\n", b"").replace(b"A50", settings)
    tidy = LABEL.replace(b"q812\r\n", b"").replace(b"KARGO", b"NEXT")
    first, second = (to_zpl(one, LabelFormat.EPL, media=BOTH).content for one in (untidy, tidy))
    assert values_at(b"NEXT", first + second) == values_at(b"NEXT", second)
    assert values_at(b"NEXT", first + tidy) == values_at(b"NEXT", second)
    assert values_at(b"KARGO", first)[b"R"] == b"R99,50"


@pytest.mark.parametrize(
    ("content", "why"), [(LABEL[:-5], "incomplete"), (LABEL.replace(b"P1", b"P99"), "99 pieces")]
)
def test_it_refuses_what_would_swallow_labels(content: bytes, why: str) -> None:
    with pytest.raises(LabelError, match=why):
        to_zpl(content, LabelFormat.EPL, media=ZEBRA)


def test_it_says_who_cannot_print_it() -> None:
    with pytest.raises(LabelError) as by_zpl:
        to_zpl(LABEL, LabelFormat.EPL, media=Media(LABEL_100X150, 203))
    assert str(by_zpl.value) == messages.EPL_NOT_SPOKEN()
    for draw in (
        lambda: to_pages(LABEL, LabelFormat.EPL, media=ZEBRA),
        lambda: to_pdf(LABEL, LabelFormat.EPL),
    ):
        with pytest.raises(LabelError) as by_pages:
            draw()
        assert str(by_pages.value) == messages.EPL_NO_PREVIEW()


@pytest.mark.parametrize(
    ("make", "format_"),
    [
        (lambda: label_pdf("TEST12345678"), LabelFormat.PDF),
        (lambda: b"^XA^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS^XZ", LabelFormat.ZPL),
    ],
)
def test_it_draws_other_labels_for_a_printer_that_speaks_nothing_else(
    make: Callable[[], bytes], format_: LabelFormat
) -> None:
    printable = to_zpl(make(), format_, media=ZEBRA)
    assert (printable.pieces, printable.barcodes) == (1, ("TEST12345678",))
    assert b"^XA" not in printable.content
    (line,) = [line for line in epl.lines(printable.content) if line.is_graphic]
    found = epl.GRAPHIC.match(line.raw)
    assert found
    row, height = int(found[3]), int(found[4])
    dots = line.raw[found.end() : found.end() + row * height]
    assert barcodes_in(Image.frombytes("1", (row * 8, height), dots)) == ["TEST12345678"]


def test_it_sends_no_zpl_undrawn_to_it() -> None:
    with pytest.raises(LabelError):
        to_zpl(b"^XA^FO9,9^B9N,9^FD1^FS^XZ", LabelFormat.ZPL, media=ZEBRA)


def test_it_writes_turkish_in_a_code_page_of_the_printer() -> None:
    text = LABEL.decode().replace("KARGO", "ŞÜKRÜ ığ")
    sent = to_zpl(text.encode(), LabelFormat.EPL, media=ZEBRA).content
    assert "ŞÜKRÜ ığ".encode("cp1254") in sent
    assert sent.index(b"I8,E,001") < sent.index(b"A50,50")
    named = text.replace("q812", "I8,A,001\r\nq812").replace("ŞÜKRÜ ığ", "Grüße")
    sent = to_zpl(named.encode(), LabelFormat.EPL, media=ZEBRA).content
    assert "Grüße".encode("cp1252") in sent
    assert b"I8,E" not in sent


@given(st.binary(max_size=300), st.sampled_from([b"", b"GW1,1,2,3,", b"\nN\n", b"A1,"]))
def test_it_takes_anything_apart(raw: bytes, start: bytes) -> None:
    assert b"".join(line.raw for line in epl.lines(start + raw)) == start + raw
