"""Labels as HTML, 100 x 150 mm."""

from html import escape

from packages_ui.sandbox.bars import code128
from packages_ui.sandbox.label_facts import LabelFacts

# What a label must not be able to do: run, fetch, read files.
_ATTACK = (
    "<script>document.title='run'</script><img src='http://127.0.0.1:9/pixel.png'>"
    "<img src='file:///etc/passwd'><iframe src='http://169.254.169.254/'></iframe>"
)


def html(facts: LabelFacts, *, hostile: bool = False) -> str:
    """A whole page; the barcode is one SVG path. `hostile` adds a script and addresses to fetch."""
    lines = "".join(f"<p>{escape(line)}</p>" for line in facts.lines)
    return (
        "<!DOCTYPE html><html lang='tr'><head><meta charset='utf-8'><title>Kargo etiketi</title><style>"
        "@page{size:100mm 150mm;margin:5mm}body{font:12pt sans-serif;margin:0}p{margin:1mm 0}</style></head>"
        f"<body>{_ATTACK if hostile else ''}<h1>{escape(facts.company)}</h1>{lines}"
        f"{_svg(facts.tracking_number)}"
        f"<p>{escape(facts.tracking_number)}</p><p>{escape(facts.footer)}</p></body></html>"
    )


def _svg(text: str) -> str:
    code = code128(text)
    width = code.width + 20
    path = "".join(f"M{x + 10} 0h{w}v40h-{w}z" for x, w in code.bars)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='80mm' height='25mm' viewBox='0 0 {width} 40' "
        f"preserveAspectRatio='none'><path d='{path}'/></svg>"
    )
