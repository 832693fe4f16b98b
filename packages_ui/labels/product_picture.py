"""The picture of a product, whatever a shop has uploaded, as small files that nobody need fear."""

import io

from PIL import Image, ImageFile, ImageOps

from packages_ui.labels.errors import LabelError
from packages_ui.labels.papers import Pictures
from packages_ui.labels.pictures import flat, readable
from packages_ui.messages import labels as messages

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000
LARGE, SMALL = 480, 144  # dots of the longer side
QUALITY = 82


def product_pictures(content: bytes) -> Pictures:
    """The first frame upright on white, without what cameras write into it; never enlarged. LabelError."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with readable():
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise LabelError(messages.TOO_MANY_DOTS(width=picture.width, height=picture.height))
        picture.draft("RGB", (LARGE * 2, LARGE * 2))  # a JPEG is not even read in full
        shown = flat(ImageOps.exif_transpose(picture)).convert("RGB")
        return Pictures(_scaled(shown, LARGE), _scaled(shown, SMALL))


def _scaled(picture: Image.Image, side: int) -> bytes:
    scaled = picture.copy()
    scaled.thumbnail((side, side))
    out = io.BytesIO()
    scaled.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
