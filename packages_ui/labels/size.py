"""How large a label is."""

from dataclasses import dataclass

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True, slots=True)
class LabelSize:
    """Width and height in millimetres as the label is read, not as it lies on the roll."""

    width_mm: float
    height_mm: float

    @classmethod
    def from_points(cls, width: float, height: float) -> "LabelSize":
        """Take a PDF's points (1/72 inch), rounded to a tenth of a millimetre."""
        return cls(round(width / POINTS_PER_MM, 1), round(height / POINTS_PER_MM, 1))

    @classmethod
    def from_dots(cls, width: int, height: int, *, dpi: float) -> "LabelSize":
        """Take a printer's dots or a picture's pixels."""
        return cls(width / dpi * MM_PER_INCH, height / dpi * MM_PER_INCH)

    @property
    def points(self) -> tuple[float, float]:
        """Width and height in PDF points (1/72 inch)."""
        return self.width_mm * POINTS_PER_MM, self.height_mm * POINTS_PER_MM

    def turned(self) -> "LabelSize":
        """The same paper lying on its side."""
        return LabelSize(self.height_mm, self.width_mm)

    def dots(self, *, dpi: float) -> tuple[int, int]:
        """Width and height in whole dots of a printer."""
        return round(self.width_mm * dpi / MM_PER_INCH), round(self.height_mm * dpi / MM_PER_INCH)


LABEL_100X150 = LabelSize(100, 150)
LABEL_100X100 = LabelSize(100, 100)
LABEL_104X120 = LabelSize(104, 120)
A6 = LabelSize(105, 148)
A4 = LabelSize(210, 297)
