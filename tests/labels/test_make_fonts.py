import hashlib
from pathlib import Path

import pytest
from PIL import ImageFont

from packages_ui.labels.fonts import BOLD, HERE, OWN_LETTERS, REGULAR, ZPL, make_fonts

TURKISH = "ğüşıöçĞÜŞİÖÇâîû₺"


@pytest.mark.parametrize("font", [REGULAR, BOLD, ZPL])
def test_it_has_turkish_letters(font: Path) -> None:
    face = ImageFont.truetype(font, 40)
    missing = bytes(face.getmask("\u4e00"))
    assert all(bytes(face.getmask(letter)) != missing for letter in TURKISH)


@pytest.mark.skipif(not make_fonts.DEJAVU.is_dir(), reason="Debian's fonts-dejavu-core is not installed")
def test_it_makes_the_same_font_again(tmp_path: Path) -> None:
    source, name, letters = make_fonts.FONTS["label-sans.ttf"]
    made = tmp_path / "label-sans.ttf"
    make_fonts.make_font(make_fonts.DEJAVU / source, made, name, letters)
    assert hashlib.sha256(made.read_bytes()).digest() == hashlib.sha256(REGULAR.read_bytes()).digest()


def test_it_comes_with_its_terms() -> None:
    assert "Permission is hereby granted" in (HERE / "LICENSE.txt").read_text()
    assert {ord(letter) for letter in TURKISH} <= OWN_LETTERS
