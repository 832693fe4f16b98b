"""EPL2, the language of older Zebra printers: checked line by line, so that what is not known to belong to
a label never reaches a printer. It is not drawn here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from packages_ui.labels.copies import EPL_ONE
from packages_ui.labels.errors import LabelError
from packages_ui.labels.limits import MAX_PAGES, check_bytes
from packages_ui.labels.media import Media
from packages_ui.labels.papers import Printable
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING

MOST_LINES = 20_000
GRAPHIC = re.compile(rb"GW\s*(\d{1,5})\s*,\s*(\d{1,5})\s*,\s*(\d{1,4})\s*,\s*(\d{1,5})[ \t]*(?:,|\r?\n)")
LINE = re.compile(rb"[^\r\n]*")
ENDS = b"\r\n"
COUNT = re.compile(rb"P(?:A)?(\d{1,5})?(?:,(\d{1,5}))?\s*")
# What belongs to one label, by the form of its line: text, barcodes, lines, boxes, the start of a label; and
# what a label may set for itself, which the frame puts back: width, corner, direction, code page.
ALLOWED = re.compile(
    rb'(?:A-?\d+, *-?\d+, *\d, *\w, *\d+, *\d+, *[NR], *".*"|'
    rb'B-?\d+, *-?\d+, *\d, *\w{1,3}, *\d*, *\d*, *\d+, *[BN], *".*"|b-?\d+, *-?\d+, *\w.*|'
    rb"L[OEWS]\d+(?:, *\d+)+|X\d+(?:, *\d+)+|N|;.*|q\d+|R-?\d+, *-?\d+|Z[BT]|I[78],\w+(?:,\w+)?)\s*"
)
DRAWS = (b"A", b"B", b"b", b"L", b"X")
# Text, a barcode, a line, a picture that is loaded or stored: what is missing on the paper without it.
FIELD = re.compile(rb"[Bb]-?\d|A *-?\d|L[A-Z]\d|X\d|G[GW]\d")
NAME = re.compile(rb"[A-Za-z]{1,2}|\S")
HARMS = {
    b"^": messages.HARM_RESETS_OR_READS,
    b"FK": messages.HARM_ERASES,
    b"GK": messages.HARM_ERASES,
    b"EK": messages.HARM_ERASES,
    b"M": messages.HARM_DIVIDES,
    b"Y": messages.HARM_CONNECTION,
    b"U": messages.HARM_PRINTS_SETTINGS,
    b"AUTOFR": messages.HARM_PRINTS_ALONE,
    b"dump": messages.HARM_DUMPS,
}
# RS and DLE stand for ^ and ~ on some printers, and for themselves in the MaxiCode of every UPS label
OTHER_LANGUAGE = re.compile(rb"\^XA|~[A-Z]{2}|[\x02\x03\x1b]|[\x10\x1e][A-Z]{2}|!\s*U1?\s", re.IGNORECASE)
CODE_PAGES = {b"A": "cp1252", b"B": "cp1250", b"C": "cp1251", b"D": "cp1253", b"E": "cp1254", b"F": "cp1255"}
TURKISH = b"I8,E,001\r\n"


@dataclass(frozen=True, slots=True)
class Line:
    """One command with its line end. `is_graphic`: its data is counted and may hold anything; `is_whole`:
    all of that is there."""

    raw: bytes
    is_graphic: bool = False
    is_whole: bool = True

    @property
    def text(self) -> bytes:
        return self.raw.rstrip(ENDS)


def lines(content: bytes) -> Iterator[Line]:
    """Take EPL apart; the lines' `raw` joined are `content`. Never raises."""
    start = 0
    while start < len(content):
        graphic = GRAPHIC.match(content, start)
        end = graphic.end() + int(graphic[3]) * int(graphic[4]) if graphic else start
        is_whole = end <= len(content)
        if not graphic and (found := LINE.match(content, start)):
            end = found.end()
        while end < len(content) and content[end] in ENDS:
            end += 1
        yield Line(content[start:end], graphic is not None, is_whole)
        start = end


def epl_to_printer(content: bytes, *, media: Media) -> Printable:
    """For a printer that knows it: the label's own lines, between those that put the printer's values back.
    LabelError for what would harm it or the labels after it."""
    check_bytes(content)
    if not media.language.has_epl:
        raise LabelError(messages.EPL_NOT_SPOKEN())
    kept, pieces, draws, lost = [], 0, False, 0
    left_out: dict[str, None] = {}
    for number, line in enumerate(lines(_in_code_page(content))):
        _check(line, number)
        if count := COUNT.fullmatch(line.text):
            pieces += _times(count) if draws else 0
            kept.append(line.raw)
        elif line.is_graphic or not line.text or ALLOWED.fullmatch(line.text):
            draws |= line.is_graphic or line.text.startswith(DRAWS)
            kept.append(line.raw)
        elif found := NAME.match(line.text.lstrip()):
            left_out[found[0].decode("latin-1")] = None
            lost += FIELD.match(line.text.lstrip()) is not None
    if not pieces or not kept[-1].endswith((b"\r", b"\n")):
        kept.append(b"\r\n")
    if not pieces:
        raise LabelError(messages.EPL_NOT_WHOLE())
    if pieces > MAX_PAGES:
        raise LabelError(messages.TOO_MANY_PIECES(pieces=pieces))
    own = _own_values(media)
    doubt = messages.EPL_FIELDS_LEFT_OUT(count=lost) if lost else NOTHING
    content = own + b"".join(kept) + own
    return Printable(content, pieces, (), is_read=False, doubt=doubt, left_out=tuple(left_out))


def graphic_to_epl(image: Image.Image) -> bytes:
    """One label: the picture, one dot for one dot of the printer. Grey is black from one half on."""
    row = (image.width + 7) // 8
    paper = Image.new("1", (row * 8, image.height), 255)
    paper.paste(image.convert("1", dither=Image.Dither.NONE), (0, 0))
    head = b"\r\nN\r\nR0,0\r\nZT\r\nq%d\r\nGW0,0,%d,%d," % (image.width, row, image.height)
    return head + paper.tobytes() + EPL_ONE


def _own_values(media: Media) -> bytes:
    """An empty label in the printer's memory, and the values of a label that names none; `q` is the paper's.
    `R` makes the image as wide as the print head, which only a `q` behind it takes back."""
    return b"\r\nN\r\nR0,0\r\nZT\r\nI8,0,001\r\nq%d\r\n" % media.size.dots(dpi=media.dpi)[0]


def _check(line: Line, number: int) -> None:
    if number >= MOST_LINES:
        raise LabelError(messages.EPL_REFUSED(why=messages.HARM_TOO_MANY()))
    if not line.is_whole:
        raise LabelError(messages.EPL_NOT_WHOLE())
    for start, harm in HARMS.items():
        if line.text.startswith(start):
            raise LabelError(messages.EPL_REFUSED(why=harm()))
    if not line.is_graphic and ALLOWED.fullmatch(line.text) and OTHER_LANGUAGE.search(line.text):
        raise LabelError(messages.EPL_REFUSED(why=messages.HARM_OTHER_LANGUAGE()))


def _times(count: re.Match[bytes]) -> int:
    return max(int(count[1] or 1), 1) * max(int(count[2] or 1), 1)


def _in_code_page(content: bytes) -> bytes:
    """EPL knows no UTF-8, as which all text of Seller Center comes: in the code page that the label names, or
    in the Turkish one where it names none."""
    if content.isascii() or b"GW" in content:
        return content
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return content
    named = re.search(rb"(?m)^I8,(\w)", content)
    page = CODE_PAGES.get(named[1].upper(), "cp437") if named else "cp1254"
    coded = text.encode(page, "replace")
    return coded if named else re.sub(rb"(?m)^N[ \t]*\r?\n", lambda found: found[0] + TURKISH, coded, count=1)
