"""Labels that break what draws them, and one that does not."""

from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image

from packages_ui.labels.detect import LabelFormat

GOOD = b"<html><body><p>KARGO</p></body></html>"
HTML = LabelFormat.HTML


def endless_html(depth: int = 24) -> bytes:
    """A few hundred bytes; each level doubles the work."""
    return b"<html><body>%sKARGO%s</body></html>" % (b'<div style="display:flex">' * depth, b"</div>" * depth)


def endless_pdf() -> bytes:
    """A page that is filled with a pattern of tiny steps: PDFium draws it for minutes."""
    tile, page = b"0 0 1 1 re f", b"/Pattern cs /P scn 0 0 283 425 re f"
    pattern = b"<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .001/YStep .001"
    return b"".join(
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
            b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 283 425]/Contents 4 0 R",
            b"/Resources<</Pattern<</P 5 0 R>>>>>>endobj\n",
            b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(page), page),
            b"5 0 obj%s/Resources<<>>/Length %d>>stream\n%s\nendstream endobj\n" % (pattern, len(tile), tile),
            b"trailer<</Root 1 0 R>>\n",
        )
    )


def large_picture() -> bytes:
    """Not many bytes; 80 MB once it is opened."""
    picture = BytesIO()
    Image.new("RGBA", (4400, 4400)).save(picture, "PNG")
    return picture.getvalue()


ZPL = b"^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS"
BROKEN_PICTURE = b"<html><body><p>KARGO</p><img src='data:image/png;base64,iVBORw0KGgo'></body></html>"
HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], LabelFormat]] = {
    "broken picture": (BROKEN_PICTURE, LabelFormat.HTML),
    "endless HTML": (endless_html, LabelFormat.HTML),
    "endless PDF": (endless_pdf, LabelFormat.PDF),
    "large picture": (large_picture, LabelFormat.PNG),
    "panic": ("^XA^A^FDü^FS^XZ".encode(), LabelFormat.ZPL),
    "blanks": (b"^XA^FO" + b" " * 16_000 + b"^FDx^FS^XZ", LabelFormat.ZPL),
    "other signs": (b"\x1eKP9999^XA%s^XZ" % ZPL, LabelFormat.ZPL),
    "another language": (b"@PJL RESET\r\n^XA%s^XZ" % ZPL, LabelFormat.ZPL),
    "no end": (b"^XA%s" % ZPL, LabelFormat.ZPL),
    "broken PDF": (b"%PDF-1.7 broken", LabelFormat.PDF),
    "broken PNG": (b"\x89PNG\r\n\x1a\n broken", LabelFormat.PNG),
    "nothing": (b"", LabelFormat.PDF),
}


@cache
def hostile(name: str) -> tuple[bytes, LabelFormat]:
    """The label of that name in HOSTILE."""
    content, kind = HOSTILE[name]
    return content if isinstance(content, bytes) else content(), kind
