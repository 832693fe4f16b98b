"""What a scan says, not how it is written: the one place that normalises what is scanned and what is kept.

Whoever writes a normalised code to a row, and whoever looks for one, goes through `plain`; whoever takes a
scan goes through `readings` first. A code that is kept has at most LONGEST signs.
"""

import re
from collections.abc import Iterable, Iterator

from packages_ui.codes.spelling import AIM, ELEMENT, GS1, GTIN_LENGTHS, is_gtin, plain, said

__all__ = ["LONGEST", "MOST_READINGS", "is_gtin", "plain", "plain_all", "readings", "said"]

LONGEST = 200
MOST_READINGS = 12
UNITS, BOX = ("01", "02"), "00"  # the elements that name a product, and a shipping box
CODABAR = re.compile(r"[A-Da-d]([0-9$:/.+-]{4,})[A-Da-d]")


def plain_all(texts: Iterable[str]) -> list[str]:
    """Each code once, in the order of `texts`; without what says nothing or is too long to be kept."""
    codes = dict.fromkeys(map(plain, texts))
    return [code for code in codes if 0 < len(code) <= LONGEST]


def readings(texts: Iterable[str]) -> tuple[str, ...]:
    """All that a scan may mean, the likeliest first: what each of its texts says, then the product or box
    that it names in GS1's elements, and the same article number in its other lengths. Empty only where no
    text says anything."""
    told = [text for text in texts if plain(said(text))]
    found = [said(text) for text in told]
    found += [more for text in told for more in _elements(text)]
    found += [more for code in tuple(found) for more in (*_lengths(code), *_inside_codabar(code))]
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def _lengths(code: str) -> Iterator[str]:
    """UPC-A is EAN-13 with a zero in front, and so on; but 00123 is not 123: no check digit says so."""
    if not is_gtin(code):
        return
    short = code.lstrip("0")
    for length in GTIN_LENGTHS:
        if len(short) <= length != len(code):
            yield short.zfill(length)


def _elements(text: str) -> Iterator[str]:
    for name, value in _named(text):
        if (name in UNITS and len(value) == 14 and is_gtin(value)) or (
            name == BOX and len(value) == 18 and value.isdecimal()
        ):
            yield value


def _named(text: str) -> list[tuple[str, str]]:
    """Elements by their names: as printed, else only the first one, whose length is known."""
    code = said(text)
    if printed := ELEMENT.findall(code):
        return [(name, value.strip()) for name, value in printed]
    aim = AIM.match(text.strip())
    if aim and aim[1] + aim[2] not in GS1:
        return []
    return [(code[:2], code[2:16] if code[:2] in UNITS else code[2:20])]


def _inside_codabar(code: str) -> Iterator[str]:
    if found := CODABAR.fullmatch(code):
        yield found[1]
