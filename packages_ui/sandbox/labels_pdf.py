"""Labels as PDF, written by hand: vectors and one embedded font, a fraction of a millisecond each."""

import zlib
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

from PIL import ImageFont

from packages_ui.sandbox.bars import code128
from packages_ui.sandbox.label_facts import FONT, LabelFacts

_MM = 72 / 25.4
# Windows code page 1254 is PDF's WinAnsi but for these six Turkish letters.
_CODE_PAGE = "cp1254"
_DIFFERENCES = b"208 /Gbreve 221 /Idotaccent /Scedilla 240 /gbreve 253 /dotlessi /scedilla"


def pdf(facts: LabelFacts, *, width: int, height: int) -> bytes:
    """One page of `width` x `height` mm."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    )
    content = zlib.compress(_content(facts, width=width, height=height), 1)
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page % (width * _MM, height * _MM),
            _stream(b"/Filter/FlateDecode", content),
            *_font(),
        ]
    )


def sheets(pages: Sequence[Sequence[str]]) -> bytes:
    """Pages of A4, each with its lines of text; the first is large."""
    first = 7  # objects before the pages: catalogue, pages, two that are not used, font
    kids = b" ".join(b"%d 0 R" % (first + 1 + 2 * place) for place in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        b"null",
        b"null",
        *_font(),
    ]
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    )
    for lines in pages:
        objects.append(page % (210 * _MM, 297 * _MM, len(objects) + 2))
        objects.append(_stream(b"/Filter/FlateDecode", zlib.compress(_lines(lines), 1)))
    return _file(objects)


def _lines(lines: Sequence[str]) -> bytes:
    texts = (_text(20, 25 + 8 * place, 7 if place == 0 else 4, line) for place, line in enumerate(lines))
    return b"\n".join([b"%.5f 0 0 %.5f 0 %.2f cm" % (_MM, -_MM, 297 * _MM), *texts])


def _content(facts: LabelFacts, *, width: int, height: int) -> bytes:
    """Drawn in mm from the upper left corner."""
    lines = [_text(6, 26 + 6 * place, 4, line) for place, line in enumerate(facts.lines)]
    parts = [
        b"%.5f 0 0 %.5f 0 %.2f cm" % (_MM, -_MM, height * _MM),
        _text(6, 14, 7, facts.company),
        b"6 18 %d 0.4 re f" % (width - 12),
        *lines,
        _bars(facts.tracking_number, top=height - 40, width=width),
        _text(6, height - 14, 4, facts.tracking_number),
        _text(6, height - 6, 3.2, facts.footer),
    ]
    return b"\n".join(parts)


def _text(x: float, y: float, size: float, text: str) -> bytes:
    coded = text.encode(_CODE_PAGE, "replace")
    return b"BT /F %.1f Tf 1 0 0 -1 %.1f %.1f Tm <%s> Tj ET" % (size, x, y, coded.hex().encode())


def _bars(text: str, *, top: float, width: int) -> bytes:
    """20 mm high, with at least 10 modules of white on both sides."""
    code = code128(text)
    module = min((width - 12) / (code.width + 20), 0.5)
    left = (width - code.width * module) / 2
    return (
        b"\n".join(b"%.3f %.1f %.3f 20 re" % (left + x * module, top, w * module) for x, w in code.bars)
        + b" f"
    )


@lru_cache(maxsize=1)
def _font() -> tuple[bytes, bytes, bytes]:
    """Font, its descriptor and its file: objects 5, 6 and 7."""
    data = FONT.read_bytes()
    packed = zlib.compress(data, 9)
    measured = ImageFont.truetype(BytesIO(data), 1000)
    letters = [bytes([code]).decode(_CODE_PAGE, "replace") for code in range(32, 256)]
    widths = b" ".join(b"%d" % measured.getlength(letter) for letter in letters)
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/AAAAAA+DejaVuSans/FirstChar 32/LastChar 255/Widths[%s]"
        b"/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[%s]>>/FontDescriptor 6 0 R>>"
    )
    descriptor = (
        b"<</Type/FontDescriptor/FontName/AAAAAA+DejaVuSans/Flags 32/FontBBox[-1021 -463 1793 1232]"
        b"/ItalicAngle 0/Ascent 928/Descent -236/CapHeight 730/StemV 80/FontFile2 7 0 R>>"
    )
    return (
        font % (widths, _DIFFERENCES),
        descriptor,
        _stream(b"/Filter/FlateDecode/Length1 %d" % len(data), packed),
    )


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for place, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (place, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
