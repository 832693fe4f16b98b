"""The forms in which labels come, detected by their first bytes."""

import re
from enum import StrEnum

NEAR = 1024  # how far a signature may stand from the start; a PDF may be so far away by its own rules
LONGEST_URL = 2048
MARKUP = re.compile(
    rb"<(?:!doctype html|html|head|body|svg|style|title|meta|table|div|span|p|h[1-6]|img|center|section|font)"
    rb"[\s>/]",
    re.IGNORECASE,
)
# Other prefixes from the first sign on, and the sign that stands for ^XA.
ZPL_STARTS = (
    b"^",
    b"~",
    b"\x10CT~",
)  # the last of a driver's file, which sets much in the printer before its label
ZPL_BEGIN = re.compile(rb"[~^]CC[!-~].{0,200}?XA|\x02\s*\^[A-Z]", re.IGNORECASE | re.DOTALL)
BITMAP_HEADERS = {12, 40, 52, 56, 64, 108, 124}
EPL_START = re.compile(rb"\s*(?:\x1b@)?EPL2?[\r\n]", re.IGNORECASE)
EPL_BEGIN = re.compile(rb"(?:^|[\r\n])N[ \t]*[\r\n]")
EPL_FIELD = re.compile(rb"[\r\n](?:[Ab]\d+,\d+,|B\d+,\d+,|GW\d+,\d+,|L[OESW]\d+,)")
EPL_END = re.compile(rb"[\r\n]PA?\d+(?:,\d+)?[ \t]*(?:[\r\n]|$)")


class LabelFormat(StrEnum):
    """The formats that carriers' adapters are known to send; SVG counts as HTML. `several`: a zip that
    we made of many labels, in their order (labels/several.py)."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    WEBP = "webp"
    ZPL = "zpl"
    EPL = "epl"
    HTML = "html"
    SEVERAL = "several"
    URL = "url"
    UNKNOWN = "unknown"


PICTURES = frozenset(
    {
        LabelFormat.PNG,
        LabelFormat.JPEG,
        LabelFormat.GIF,
        LabelFormat.TIFF,
        LabelFormat.BMP,
        LabelFormat.WEBP,
    }
)
SIGNATURES = {
    b"%PDF-": LabelFormat.PDF,
    b"\x89PNG\r\n\x1a\n": LabelFormat.PNG,
    b"\xff\xd8\xff": LabelFormat.JPEG,
    b"GIF87a": LabelFormat.GIF,
    b"GIF89a": LabelFormat.GIF,
    b"II*\0": LabelFormat.TIFF,
    b"MM\0*": LabelFormat.TIFF,
}


def format_of(content: bytes) -> LabelFormat:
    """By its content, whatever came with it; white space in front is gone already. Never raises."""
    head = content[:NEAR]
    for signature, found in SIGNATURES.items():
        if head.startswith(signature):
            return found
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return LabelFormat.WEBP
    if _is_bitmap(head):
        return LabelFormat.BMP
    return _format_of_text(content, head)


def _format_of_text(content: bytes, head: bytes) -> LabelFormat:
    if head.startswith(b"<") and MARKUP.search(head):
        return LabelFormat.HTML
    if (
        b"^XA" in head.upper()
        or (content.startswith(ZPL_STARTS) and b"^XA" in content)
        or ZPL_BEGIN.match(head)
    ):
        return LabelFormat.ZPL  # what a label loads into the printer first (~DG, ~DY) may be long
    if head.lower().startswith((b"http://", b"https://")) and _is_one_token(content):
        return LabelFormat.URL
    if _is_epl(content, head):
        return LabelFormat.EPL
    return LabelFormat.PDF if b"%PDF-" in head else LabelFormat.UNKNOWN


def _is_bitmap(head: bytes) -> bool:
    return (
        head[:2] == b"BM"
        and head[6:10] == b"\0\0\0\0"
        and int.from_bytes(head[14:18], "little") in (BITMAP_HEADERS)
    )


def _is_epl(content: bytes, head: bytes) -> bool:
    """By its name, or as it begins, draws and prints."""
    if EPL_START.match(head):
        return True
    has_fields = EPL_BEGIN.search(head) and EPL_FIELD.search(content)
    return bool(has_fields and EPL_END.search(content))


def _is_one_token(content: bytes) -> bool:
    return len(content) <= LONGEST_URL and len(content.split()) == 1
