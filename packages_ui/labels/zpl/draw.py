"""ZPL to pages, offline: zplkit draws; what it would refuse and a printer would not is put right first."""

import io
from functools import cache

import zplkit
import zplkit.output
import zplkit.rendering
from PIL import Image, ImageChops

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.fonts import ZPL
from packages_ui.labels.size import MM_PER_INCH, LabelSize
from packages_ui.labels.zpl.prepare import OUR_FONT, prepare

DPI = 203  # what nearly all label printers have; ZPL itself does not say
RENDER_LIMITS = zplkit.rendering.Limits(
    input_bytes=limits.MAX_BYTES + 1024 * 1024,  # our own font comes on top
    labels=limits.MAX_PAGES * 2,  # some only load or clear the printer's memory and print nothing
    graphic_bytes=2 * 1024 * 1024,
    pixels=limits.MAX_PIXELS * 2,
    dimension=round(limits.MAX_SIDE_MM / MM_PER_INCH * DPI),
)


def zpl_to_images(content: bytes, *, size: LabelSize) -> list[Image.Image]:
    """Draw each label as a 1-bit image at 203 dpi; `size` counts where the ZPL gives no `^PW` or `^LL`.

    Labels that draw nothing (they only clean the printer's memory) are left out.
    """
    width, height = size.dots(dpi=DPI)
    options = zplkit.Options(profile="zd621", width=width, height=height, dpi=DPI)
    try:
        document = zplkit.render(_with_font(prepare(content)), options, limits=RENDER_LIMITS)
        images = [_image(scene.rasterize()) for scene in document.labels]
    except (zplkit.rendering.RenderError, zplkit.output.OutputError) as error:
        raise LabelError(f"The label's ZPL cannot be drawn: {_reason(error)}.") from error
    return [image for image in images if ImageChops.invert(image).getbbox()]


def zpl_to_pdf(content: bytes, *, size: LabelSize) -> bytes:
    """One page for each label, in order, each as large as its label."""
    return images_to_pdf(zpl_to_images(content, size=size))


def images_to_pdf(images: list[Image.Image]) -> bytes:
    """One page for each image of 203 dpi, dot for dot."""
    limits.check_page_count(len(images))
    pdf = io.BytesIO()
    # No dates: equal labels give equal bytes.
    images[0].save(
        pdf, "PDF", save_all=True, append_images=images[1:], resolution=DPI, creationDate=None, modDate=None
    )
    return pdf.getvalue()


def _image(raster: zplkit.output.Raster) -> Image.Image:
    grey = Image.frombytes("L", (raster.width, raster.height), raster.pixels)
    return grey.convert("1", dither=Image.Dither.NONE)


def _with_font(prepared: bytes) -> bytes:
    return _font() + prepared if OUR_FONT in prepared else prepared


@cache
def _font() -> bytes:
    """Load our font into the renderer: its own lacks `ı ü ş`."""
    font = ZPL.read_bytes()
    return b"~DYR:LABEL,A,T,%d,,%s\n" % (len(font), font.hex().upper().encode())


def _reason(error: ValueError) -> str:
    """The renderer's own words, without the place in a text that the packer does not see."""
    return str(error).partition(": ")[2] or str(error)
