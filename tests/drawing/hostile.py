"""Labels that break what draws them, and one that does not."""

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
