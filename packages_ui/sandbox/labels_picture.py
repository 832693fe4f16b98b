"""Labels as pictures: 100 x 150 mm at 203 dpi."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from packages_ui.sandbox.bars import code128
from packages_ui.sandbox.label_facts import FONT, LabelFacts

WIDTH, HEIGHT, DPI = 800, 1200, 203


def png(facts: LabelFacts) -> bytes:
    """Black and white."""
    return _saved(_drawn(facts), "PNG")


def jpeg(facts: LabelFacts) -> bytes:
    """Grey."""
    return _saved(_drawn(facts).convert("L"), "JPEG")


def _saved(picture: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, dpi=(DPI, DPI), compress_level=1)
    return buffer.getvalue()


def _drawn(facts: LabelFacts) -> Image.Image:
    picture = Image.new("1", (WIDTH, HEIGHT), 1)
    draw = ImageDraw.Draw(picture)
    draw.text((40, 40), facts.company, font=_font(56), fill=0)
    draw.line((40, 130, WIDTH - 40, 130), fill=0, width=3)
    for place, line in enumerate(facts.lines):
        draw.text((40, 160 + 50 * place), line, font=_font(28), fill=0)
    _draw_bars(draw, facts.tracking_number)
    draw.text((40, 1000), facts.tracking_number, font=_font(40), fill=0)
    draw.text((40, 1130), facts.footer, font=_font(24), fill=0)
    return picture


def _draw_bars(draw: ImageDraw.ImageDraw, text: str) -> None:
    code = code128(text)
    module = max(min((WIDTH - 80) // code.width, 3), 1)
    left = (WIDTH - code.width * module) // 2
    for x, width in code.bars:
        draw.rectangle((left + x * module, 740, left + (x + width) * module - 1, 980), fill=0)


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(FONT.read_bytes()), size)
