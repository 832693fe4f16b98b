"""Make the fonts in this folder again: `python -m packages_ui.labels.fonts.make_fonts [FOLDER OF DEJAVU]`.

Debian's `fonts-dejavu-core` and `fonts-dejavu-extra` hold the sources.
"""

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped] # the package ships no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped] # the package ships no types

from packages_ui.labels.fonts import HERE, OWN_LETTERS, ZPL_LETTERS

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
FONTS = {
    "label-sans.ttf": ("DejaVuSans.ttf", "Label Sans", OWN_LETTERS),
    "label-sans-bold.ttf": ("DejaVuSans-Bold.ttf", "Label Sans Bold", OWN_LETTERS),
    "label-zpl.ttf": ("DejaVuSansCondensed-Bold.ttf", "Label ZPL", ZPL_LETTERS),
}


# A ZPL printer's font 0 is narrower than any DejaVu: lines that fit on paper must fit in the drawing.
ZPL_NARROWER = 0.79


def make_font(source: Path, into: Path, name: str, letters: frozenset[int]) -> None:
    """Write the glyphs for `letters` (code points) of one TrueType file under a new family name."""
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14])
    font = subset.load_font(str(source), options)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=letters)
    maker.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6}:
            record.string = name.replace(" ", "") if record.nameID == 6 else name
    if into.name == "label-zpl.ttf":
        _squeeze(font, ZPL_NARROWER)
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    subset.save_font(font, str(into), options)


def _squeeze(font: TTFont, factor: float) -> None:
    """Make all letters narrower, their height unchanged."""
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x = round(part.x * factor)
        elif glyph.numberOfContours > 0:
            glyph.coordinates.scale((factor, 1))
            glyph.coordinates.toInt()
    for name in font.getGlyphOrder():
        glyphs[name].recalcBounds(glyphs)
        width, _ = font["hmtx"][name]
        font["hmtx"][name] = (round(width * factor), getattr(glyphs[name], "xMin", 0))


def main(folder: Path) -> None:
    """Make all fonts of this folder from the DejaVu files in `folder`."""
    for into, (source, name, letters) in FONTS.items():
        make_font(folder / source, HERE / into, name, letters)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEJAVU)
