"""What a label string is (PKG104 answers `{"data": string}` and says nothing of its format)."""

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote_to_bytes

NEAR = 1024  # how far a signature may stand from the start; a PDF may be so far away by its own rules
WHITE = b" \t\r\n\f\v\0"
BOMS = (b"\xef\xbb\xbf", b"\xc3\xaf\xc2\xbb\xc2\xbf")  # UTF-8's, and the same taken for Latin-1
LITERAL_LINE_ENDS = (b"\\r", b"\\n")
BEFORE = re.compile(rb"(?:[ \t\r\n\f\v\0]++|%s)*+" % b"|".join(map(re.escape, (*BOMS, *LITERAL_LINE_ENDS))))
ESCAPED = re.compile(rb"(?:\\u[0-9A-Fa-f]{4})+")
MARKUP = (b"<!doctype", b"<html", b"<svg")
LONGEST_URL = 2048


class LabelFormat(StrEnum):
    """The formats that carriers' adapters are known to send; SVG counts as HTML."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    ZPL = "zpl"
    HTML = "html"
    URL = "url"
    UNKNOWN = "unknown"


SIGNATURES_OF = {
    b"%PDF-": LabelFormat.PDF,
    b"\x89PNG\r\n\x1a\n": LabelFormat.PNG,
    b"\xc2\x89PNG\r\n\x1a\n": LabelFormat.PNG,  # a byte as a letter, in UTF-8
    b"\xff\xd8\xff": LabelFormat.JPEG,
    b"\xc3\xbf\xc3\x98\xc3\xbf": LabelFormat.JPEG,
}
SIGNATURES = tuple(SIGNATURES_OF)


@dataclass(frozen=True, slots=True)
class DetectedLabel:
    """A label's format and its own bytes, freed of base64, data URI, BOM and white space around it.

    For `unknown` the content is the raw text in UTF-8, for download.
    """

    format: LabelFormat
    content: bytes


def detect(data: str) -> DetectedLabel:
    """Find a label's format by its content: bare, base64 or data URI (PKG104). Never raises."""
    text = data.encode("utf-8", "backslashreplace")
    content = _trim(text)
    if content[:5].lower() == b"data:":
        content = _trim(_open_data_uri(content))
    elif (found := _look(content)) is LabelFormat.UNKNOWN:
        content = _trim(_decode_base64(content))
    elif found in {LabelFormat.PDF, LabelFormat.PNG, LabelFormat.JPEG}:
        content = _trim(_bytes_of_text(data))
    else:
        return DetectedLabel(found, _without_escapes(content, found).rstrip(WHITE))
    found = _look(content)
    return DetectedLabel(found, text if found is LabelFormat.UNKNOWN else _without_escapes(content, found))


def _look(content: bytes) -> LabelFormat:
    head = content[:NEAR]
    if content.startswith(SIGNATURES):
        return next(SIGNATURES_OF[mark] for mark in SIGNATURES if content.startswith(mark))
    if head.startswith(b"<") and any(mark in head.lower() for mark in MARKUP):
        return LabelFormat.HTML
    if b"^XA" in head.upper() or (content[:1] in {b"^", b"~"} and b"^XA" in content):
        return LabelFormat.ZPL  # what a label loads into the printer first (~DG, ~DY) may be long
    if head.lower().startswith((b"http://", b"https://")) and _is_one_word(content):
        return LabelFormat.URL
    return LabelFormat.PDF if b"%PDF-" in head else LabelFormat.UNKNOWN


def _without_escapes(content: bytes, found: LabelFormat) -> bytes:
    """ZPL that was made JSON once too often: `\\u003e` is a sign of it, which a barcode would say letter by
    letter."""
    if found is not LabelFormat.ZPL or not ESCAPED.search(content):
        return content
    for literal, end in ((b"\\r", b"\r"), (b"\\n", b"\n")):
        content = content.replace(literal, end)
    return ESCAPED.sub(_letters, content)


def _letters(run: re.Match[bytes]) -> bytes:
    """Of a run of escapes, as two of them may be one letter."""
    units = bytes.fromhex(run[0].replace(b"\\u", b"").decode())
    return units.decode("utf-16-be", "replace").encode()


def _is_one_word(content: bytes) -> bool:
    return len(content) <= LONGEST_URL and len(content.split()) == 1


def _trim(content: bytes) -> bytes:
    """Drop a BOM and white space before the content, and text's literal line ends; the end stays as it is."""
    found = BEFORE.match(content)
    return content[found.end() :] if found else content


def _bytes_of_text(data: str) -> bytes:
    """Undo a binary file that was put into JSON as if each byte were a letter."""
    try:
        return data.lstrip("\ufeff").encode("latin-1")
    except UnicodeEncodeError:
        return data.encode("utf-8", "backslashreplace")


def _open_data_uri(content: bytes) -> bytes:
    head, _, body = content.partition(b",")
    body = unquote_to_bytes(body) if b"%" in body else body
    return _decode_base64(body) if head.rstrip().lower().endswith(b";base64") else body


def _decode_base64(content: bytes) -> bytes:
    """Strict base64 with line breaks (real or literal); nothing at all where it is anything else."""
    for end in LITERAL_LINE_ENDS:
        content = content.replace(end, b"")
    try:
        return base64.b64decode(content.translate(None, WHITE), validate=True)
    except (binascii.Error, ValueError):
        return b""
