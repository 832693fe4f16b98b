"""The letters on our labels: small parts of DejaVu Sans, made by `make_fonts.py`; terms in `LICENSE.txt`."""

from pathlib import Path

HERE = Path(__file__).parent
REGULAR = HERE / "label-sans.ttf"
BOLD = HERE / "label-sans-bold.ttf"
# Narrow as a ZPL printer's own font, and small, because it goes into the renderer with each label.
ZPL = HERE / "label-zpl.ttf"

LATIN = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E])
SIGNS = frozenset([*range(0x2010, 0x2028), 0x2030, 0x2039, 0x203A, 0x20AC, 0x20BA, 0x2116, 0x2122, 0x2192])
GREEK_AND_CYRILLIC = frozenset(range(0x370, 0x460))
ZPL_LETTERS = LATIN | SIGNS
OWN_LETTERS = ZPL_LETTERS | GREEK_AND_CYRILLIC
