"""Ten million letters of the worst kind cost what ten million usual ones cost, give or take a factor."""

from functools import cache
from time import process_time

import pytest

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.markup import _is_wide

LENGTH = 10_000_000
USUAL = "QUJD" * (LENGTH // 4)
MOST = 20  # times the usual one; what is quadratic takes ten thousands
WORST = [
    "\\r",
    "\\n\r\n",
    "\ufeff",
    "ï»¿",
    "\\r\ufeff ",
    "\0",
    "<",
    "<svg ",
    "^",
    "~",
    "^X",
    "http://",
    "data:,",
    "%41",
]
SVG = ["viewBox", "viewBox=", 'viewBox="1 ', "width", "width=", 'height="1', "1,", "1 ", ".", "<svg"]


@cache
def usual() -> float:
    return max(cost(USUAL), 0.05)


def cost(text: str) -> float:
    began = process_time()
    detect(text)
    return process_time() - began


@pytest.mark.parametrize("piece", WORST)
def test_it_tells_a_format_in_linear_time(piece: str) -> None:
    assert cost(piece * (LENGTH // len(piece))) < MOST * usual()


def test_it_finds_a_label_behind_millions_of_line_ends() -> None:
    found = detect("\\r" * 1_000_000 + "\ufeff" * 100_000 + "^XA^FDx^FS^XZ")
    assert (found.format, found.content) == (LabelFormat.ZPL, b"^XA^FDx^FS^XZ")


@pytest.mark.parametrize("piece", SVG)
@pytest.mark.parametrize("blank", ["", " " * 1000])
def test_it_measures_a_drawing_in_linear_time(piece: str, blank: str) -> None:
    """Two million letters, as many as markup may have."""
    part = f"{piece}{blank}"
    began = process_time()
    _is_wide(f"<svg {part * (2_000_000 // len(part))}")
    assert process_time() - began < MOST * usual()
