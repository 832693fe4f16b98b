"""Names of paper sizes as printers know them: PWG 5101.1 self-describing names such as om_label_100x150mm."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = re.compile(r"[a-z0-9]+_[a-z0-9.-]+_(\d{1,5}(?:\.\d{1,4})?)x(\d{1,5}(?:\.\d{1,4})?)(mm|in)")
LIMITS = ("custom_min_", "custom_max_")  # limits of custom sizes, not paper
HUNDREDTHS = {"mm": 100, "in": 2540}


@dataclass(frozen=True, slots=True)
class MediaSize:
    """Paper as it leaves the printer, in millimetres."""

    width_mm: float
    height_mm: float

    @property
    def name(self) -> str:
        return f"om_label_{_millimetres(self.width_mm)}x{_millimetres(self.height_mm)}mm"

    def name_among(self, supported: Iterable[str]) -> str:
        """The printer's own name for exactly this size (to 1/100 mm), else the one that describes itself."""
        wanted = round(self.width_mm * 100), round(self.height_mm * 100)
        names = [name for name in supported if _size(name) == wanted]
        return names[0] if names and self.name not in names else self.name


def _size(name: str) -> tuple[int, int] | None:
    """In 1/100 mm."""
    found = NAME.fullmatch(name)
    if not found or name.startswith(LIMITS):
        return None
    scale = HUNDREDTHS[found[3]]
    return round(float(found[1]) * scale), round(float(found[2]) * scale)


def _millimetres(length: float) -> str:
    return f"{length:.2f}".rstrip("0").rstrip(".")
