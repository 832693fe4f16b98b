"""The result of drawing ZPL, and the resolution it was made for."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from packages_ui.labels.size import MM_PER_INCH, LabelSize
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message

DPI = 203  # what nearly all label printers have; ZPL itself does not declare one
DPIS = (203, 300, 600)
NEAR_MM = 6.0  # 4 by 6 inches are 100 by 150 mm


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture for each piece of paper, black on white, in the label's own dots. `width` and `length` are
    what the first one sets itself. `lost` of `fields` fields could not be drawn; `lost_barcodes` of those
    are barcodes; `names`: their contents. `bars`: how many barcodes a single label has, where all are of bars
    and no picture can contain another; 0 where that is not certain. `wider`: labels whose ink goes beyond the
    width that they set, whole and as a printer cuts them. `without_boxes`: the same without lines
    and boxes. `redrawn`: the same for another dpi, where that changes anything in dots."""

    images: tuple[Image.Image, ...]
    width: int | None = None
    length: int | None = None
    fields: int = 0
    lost: int = 0
    lost_barcodes: int = 0
    names: tuple[str, ...] = ()
    bars: int = 0
    wider: tuple[tuple[Image.Image, Image.Image], ...] = field(default=(), compare=False, repr=False)
    without_boxes: Callable[[], "Drawing"] = field(default=lambda: Drawing(()), compare=False, repr=False)
    redrawn: Callable[[int], "Drawing"] | None = field(default=None, compare=False, repr=False)

    def at(self, dpi: int) -> "Drawing":
        """As a printer of that dpi draws it: all but MaxiCodes is given in dots."""
        return self if self.redrawn is None or dpi == DPI else self.redrawn(dpi)

    @property
    def note(self) -> Message:
        """What is missing, as a sentence; empty where nothing is."""
        if not self.lost:
            return NOTHING
        template = messages.BARCODES_LOST if self.lost_barcodes else messages.FIELDS_LOST
        return template(count=self.lost, all=self.fields)


def dpi_of(drawing: Drawing, paper: LabelSize, *, printer: int = DPI, made_for: int = 0) -> int:
    """The dpi it was made for, which ZPL does not contain: 203 if it is on the paper then. Else that at which
    the width that it sets is the paper's, or the printer's where it sets none, if it is on the paper then.
    `made_for` is what its shipping company makes labels for, 0 where that is not known: it counts unless the
    width that the label sets is the paper's at another dpi."""
    if made_for:
        return next((dpi for dpi in (made_for, *DPIS) if _is_width(drawing, paper, dpi)), made_for)
    if _fits(drawing, paper, DPI):
        return DPI
    for dpi in DPIS[1:]:
        is_printers = drawing.width is None and dpi == printer
        if _fits(drawing, paper, dpi) and (_is_width(drawing, paper, dpi) or is_printers):
            return dpi
    return DPI


def _is_width(drawing: Drawing, paper: LabelSize, dpi: int) -> bool:
    """Whether the width that the label sets is one of the paper's sides."""
    if drawing.width is None:
        return False
    return min(abs(drawing.width - side) for side in paper.dots(dpi=dpi)) <= _near(dpi)


def _fits(drawing: Drawing, paper: LabelSize, dpi: int) -> bool:
    """Upright, or turned by a quarter."""
    extent, near = _extent(drawing), _near(dpi)
    sides = (paper.dots(dpi=dpi), paper.turned().dots(dpi=dpi))
    return any(extent[0] <= width + near and extent[1] <= height + near for width, height in sides)


def _extent(drawing: Drawing) -> tuple[int, int]:
    inks = [ImageChops.invert(image).getbbox() or (0, 0, 0, 0) for image in drawing.images]
    right = max([drawing.width or 0, *(ink[2] for ink in inks)])
    return right, max([drawing.length or 0, *(ink[3] for ink in inks)])


def _near(dpi: int) -> int:
    return round(NEAR_MM * dpi / MM_PER_INCH)
