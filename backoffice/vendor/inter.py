"""The letters of Inter that our pages write, in one small file that every page loads first.

inter.woff2 has English, Turkish and what stands between words; inter-more.woff2 the other Latin letters,
which a browser loads only where a name has one. Both from 400 to 800, in the size for text.

`python -m backoffice.vendor.inter FONT` prints by which factors a FONT takes as much room as Inter:
app.css has them, so that nothing moves where Inter comes late.
"""

import sys
from collections import Counter
from io import BytesIO
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped] # the package ships no types
from fontTools.ttLib import TTFont, newTable  # type: ignore[import-untyped] # the same
from fontTools.ttLib.tables.ttProgram import Program  # type: ignore[import-untyped] # the same
from fontTools.varLib import instancer  # type: ignore[import-untyped] # the same

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = ROOT / "static" / "vendor" / "whole" / "InterVariable.woff2"
SERVED = ROOT / "static" / "vendor"
BETWEEN = "–—‑‘’“”„…•←↑→↓−≤≥×÷€₺№✓\u2009\u202f"
LETTERS = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "ğĞıİşŞ" + BETWEEN)}
MORE = {*range(0x100, 0x250), *range(0x1E00, 0x1F00)} - LETTERS
FEATURES = ["kern", "tnum", "ccmp", "locl", "mark", "mkmk"]


def make() -> None:
    whole = TTFont(WHOLE, recalcTimestamp=False)
    text = instancer.instantiateVariableFont(whole, {"opsz": 14, "wght": (400, 800)})
    file = BytesIO()
    text.save(file)
    for name, letters in (("inter.woff2", LETTERS), ("inter-more.woff2", MORE)):
        file.seek(0)
        (SERVED / name).write_bytes(_cut(TTFont(file, recalcTimestamp=False), letters))


def _cut(font: TTFont, letters: set[int]) -> bytes:
    options = subset.Options(layout_features=FEATURES, hinting=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=letters)
    maker.subset(font)
    _smooth(font)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()


def _smooth(font: TTFont) -> None:
    """Not to be hinted by the system, or figures get unequal widths. Google's files are the same."""
    font["gasp"], font["prep"] = newTable("gasp"), newTable("prep")
    font["gasp"].gaspRange = {0xFFFF: 0xF}
    font["prep"].program = Program()
    font["prep"].program.fromBytecode(b"\xb8\x01\xff\x85\xb0\x04\x8d")  # dropout control, no hints


def fallback(path: Path, text: str) -> str:
    """The CSS by which the font at `path` takes as much room as Inter for `text`."""
    inter, other = TTFont(WHOLE), TTFont(path)
    size = _width(inter, text) / _width(other, text)
    height, depth = (abs(each) / inter["head"].unitsPerEm / size for each in _ends(inter))
    return f"size-adjust: {size:.2%}; ascent-override: {height:.2%}; descent-override: {depth:.2%};"


def _width(font: TTFont, text: str) -> float:
    """Of all its letters, in em."""
    names, widths = font.getBestCmap(), font["hmtx"]
    letters = Counter(letter for letter in text if ord(letter) in names)
    units = sum(widths[names[ord(letter)]][0] * count for letter, count in letters.items())
    return float(units / font["head"].unitsPerEm)


def _ends(font: TTFont) -> tuple[int, int]:
    return font["hhea"].ascent, font["hhea"].descent


if __name__ == "__main__":
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    sys.stdout.write(f"{fallback(Path(sys.argv[1]), words)}\n")
