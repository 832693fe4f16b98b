"""Normalise codes: the one place for scanned and for stored ones.

Writing a normalised code to a row, and looking one up, uses `plain`; a scan goes through `readings` first.
A stored code has at most LONGEST characters.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from packages_ui.codes.articles import other_lengths
from packages_ui.codes.numbers import elements
from packages_ui.codes.spelling import AIM, bare_code, is_gtin, plain

__all__ = [
    "LONGEST",
    "MOST_READINGS",
    "bare_code",
    "is_address",
    "is_gtin",
    "numbers_in",
    "plain",
    "plain_all",
    "readings",
]

LONGEST = 200
MOST_READINGS = 12
UNITS, BOX = ("01", "02"), "00"  # the elements that name a product, and a shipping box
ADDRESS = re.compile(r"https?://|www\.|\[\)>", re.IGNORECASE)
PART = re.compile(r"[\x1c-\x1f\x04/?&=#;,|\s]+")
LEAST_PART = 6  # signs
CODABAR = re.compile(r"[A-Da-d]([0-9$:/.+-]{4,})[A-Da-d]")


def plain_all(texts: Iterable[str]) -> list[str]:
    """Each code once, in the order of `texts`; without empty codes and those too long to be stored."""
    codes = dict.fromkeys(map(plain, texts))
    return [code for code in codes if 0 < len(code) <= LONGEST]


def readings(texts: Iterable[str]) -> tuple[str, ...]:
    """Everything that a scan may mean, the likeliest first: its texts, then the product or box in its GS1
    elements, and the same article number in its other lengths; last, the parts of a web address. Empty only
    where all texts are."""
    filled = [text for text in texts if plain(bare_code(text))]
    found = [bare_code(text) for text in filled]
    found += [more for text in filled for more in (*_elements(text), *_without_addition(text))]
    found += [more for code in tuple(found) for more in (*other_lengths(code), *_inside_codabar(code))]
    parts = [part for text in filled for part in _parts(text)]
    found += [more for part in parts for more in (part, *other_lengths(part))]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def numbers_in(text: str) -> tuple[str, ...]:
    """The same for a number that a person searches for: the number, and the box in its GS1 elements."""
    return tuple(dict.fromkeys((bare_code(text), *_boxes(text))))


def is_address(text: str) -> bool:
    """Whether it is a web address or a code of several parts: not a number, but it may contain one."""
    return ADDRESS.match(bare_code(text)) is not None


def _elements(text: str) -> Iterator[str]:
    yield from (value for name, value in _named(text) if name in UNITS and is_gtin(value))
    yield from _boxes(text)


def _boxes(text: str) -> Iterator[str]:
    for name, value in _named(text):
        if name == BOX and len(value) == 18 and value.isdecimal():
            yield value


def _named(text: str) -> list[tuple[str, str]]:
    """GS1 elements by their names; where nothing marks them as such, only the first one, which has a fixed
    length."""
    aim = AIM.match(text.strip())
    if (found := list(elements(text))) or aim:
        return found
    code = bare_code(text)
    return [(code[:2], code[2:16] if code[:2] in UNITS else code[2:20])]


def _without_addition(text: str) -> Iterator[str]:
    """An EAN-13 without its add-on of two or five digits, as on magazines."""
    aim = AIM.match(text.strip())
    if aim and aim[1] == "E" and len(code := bare_code(text)) in {15, 18}:
        yield code[:13]


def _inside_codabar(code: str) -> Iterator[str]:
    if found := CODABAR.fullmatch(code):
        yield found[1]


def _parts(text: str) -> Iterator[str]:
    """What may be a number in a web address, or in a code with separators between its parts (ISO 15434)."""
    if not is_address(text):
        return
    for part in PART.split(unquote(text)):
        if len(part) >= LEAST_PART and any(map(str.isdecimal, part)):
            yield bare_code(part)
