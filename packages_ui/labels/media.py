"""The paper in a printer, and how a label lies on it. Pure arithmetic."""

from dataclasses import dataclass, field
from enum import StrEnum

from packages_ui.labels.size import LabelSize

# May hang over the edges, as 4 by 6 inches on 100 by 150 mm: scaled bars read worse than a cut margin.
LOSSLESS_MM = 2.5
SAME_MM = 0.5


class Language(StrEnum):
    """What a label printer understands."""

    ZPL = "zpl"
    EPL = "epl"
    BOTH = "both"

    @property
    def has_zpl(self) -> bool:
        return self is not Language.EPL

    @property
    def has_epl(self) -> bool:
        return self is not Language.ZPL


@dataclass(frozen=True, slots=True)
class Media:
    """`size`: the paper as it leaves the printer. `turn`: how labels lie on it (degrees, clockwise).
    `language`: what a raw printer understands; a printer of pages has none of its own."""

    size: LabelSize
    dpi: int
    turn: int = 0
    language: Language = field(default=Language.ZPL, repr=False)

    @property
    def as_read(self) -> LabelSize:
        """The paper as it is held to read a label on it: sides swapped for a quarter turn."""
        return self.size.turned() if self.turn % 180 else self.size


@dataclass(frozen=True, slots=True)
class Placement:
    """A label turned by `turn` (degrees, clockwise), made `scale` times its size, its top left corner there
    (mm from the paper's top left, may be a little negative)."""

    turn: int
    scale: float
    left_mm: float
    top_mm: float


def placement(label: LabelSize, media: Media) -> Placement:
    """Turn it as the printer wants it, and by a quarter more where it fits better then; shrink it only if it
    would be cut off, never enlarge it; put it in the middle of the width, at the top."""
    turn = max((media.turn, (media.turn + 90) % 360), key=lambda turn: _scale(label, turn, media))
    size, scale = _turned(label, turn), _scale(label, turn, media)
    left = (media.size.width_mm - size.width_mm * scale) / 2
    over = media.size.height_mm - size.height_mm * scale
    return Placement(turn, scale, left_mm=left, top_mm=min(over / 2, 0.0))


def is_same(label: LabelSize, media: Media) -> bool:
    """Whether the label is as large as the paper and lies on it as it should."""
    across, down = label.width_mm - media.size.width_mm, label.height_mm - media.size.height_mm
    return media.turn == 0 and max(abs(across), abs(down)) <= SAME_MM


def _scale(label: LabelSize, turn: int, media: Media) -> float:
    size = _turned(label, turn)
    room = (media.size.width_mm / size.width_mm, media.size.height_mm / size.height_mm)
    over = (size.width_mm - media.size.width_mm, size.height_mm - media.size.height_mm)
    return 1.0 if max(over) <= LOSSLESS_MM else min(1.0, *room)


def _turned(label: LabelSize, turn: int) -> LabelSize:
    return label.turned() if turn % 180 else label
