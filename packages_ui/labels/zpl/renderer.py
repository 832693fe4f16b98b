"""The only file that uses zplkit. Its licence is OSL-3.0 (see NOTICE), which some companies refuse: it is
loaded where a label is drawn, and all else works without it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from packages_ui.labels import limits
from packages_ui.labels.errors import LabelError
from packages_ui.labels.size import MM_PER_INCH
from packages_ui.labels.zpl.drawing import DPI
from packages_ui.messages import labels as messages

if TYPE_CHECKING:
    from zplkit.output import Raster

LONGEST = round(limits.MAX_SIDE_MM / MM_PER_INCH * DPI)  # dots of a side


@dataclass(frozen=True, slots=True)
class Refusal:
    """Where the renderer stopped, and why."""

    offset: int
    reason: str


def render(zpl: bytes, canvas: tuple[int, int], *, dpi: int, skip: int = 0) -> list[Image.Image] | Refusal:
    """One picture for each `^XA … ^XZ` that is not stored, as large as its ink, but for the first `skip`.
    `dpi`: MaxiCodes are of one size in millimetres. LabelError where nothing can be put right."""
    try:
        import zplkit  # noqa: PLC0415 - loaded only where a label is drawn
        from zplkit.output import OutputError  # noqa: PLC0415 - the same
        from zplkit.rendering import Limits, RenderError  # noqa: PLC0415 - the same
    except ImportError as error:
        raise LabelError(messages.ZPL_NO_RENDERER()) from error
    options = zplkit.Options(profile="zd621", width=canvas[0], height=canvas[1], dpi=dpi)
    most = Limits(
        input_bytes=limits.MAX_BYTES + 1024 * 1024,  # our own font comes on top
        labels=limits.MAX_PAGES * 2,  # some only load or clear the printer's memory and print nothing
        graphic_bytes=2 * 1024 * 1024,
        pixels=limits.MAX_PIXELS * 2,
        dimension=LONGEST,
    )
    try:
        scenes = zplkit.render(zpl, options, limits=most).labels
        return [_image(scene.rasterize()) for scene in scenes[skip:]]
    except RenderError as error:
        return Refusal(error.offset, error.message)
    except OutputError as error:
        raise LabelError(messages.ZPL_CANNOT(why=str(error))) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust; no Exception
            raise
        raise LabelError(messages.ZPL_CANNOT(why=messages.ZPL_RENDERER_BROKE())) from error


def _image(raster: "Raster") -> Image.Image:
    """From the upper left corner to its last ink."""
    grey = Image.frombytes("L", (raster.width, raster.height), raster.pixels)
    black = grey.convert("1", dither=Image.Dither.NONE)
    _, _, right, bottom = ImageChops.invert(black).getbbox() or (0, 0, 1, 1)
    return black.crop((0, 0, right, bottom))
