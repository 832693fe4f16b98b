"""Which numbers a carrier's barcode says: they are wrapped in routes, elements and check digits."""

import re
from collections.abc import Iterable, Iterator

from packages_ui.codes.spelling import AIM, ELEMENT, FNC1, GS1, bare_code, capitals, is_checked

SHORTEST = 4  # signs; fewer prove nothing
LEAST_BEHIND = 8  # signs of a number that may stand behind a carrier's own prefix
LONGEST = 4000  # signs of a barcode; none holds more
BLANKS = re.compile(r"[\s\-‐‑–—]+")
PARTS = re.compile(r"[\s,;|&?=/\"{}()\[\]<>\u2400-\u241f]+")  # the last ones stand for control signs
# Element strings of GS1: how many signs the value of a fixed one has. All others end with FNC1.
PRINTED_NAME = re.compile(r"\((\d{2,4})\)")
FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
FIXED |= {f"41{digit}": 13 for digit in range(8)} | {"402": 17}
OTHERS = re.compile(r"10|21|22|24[013]|25[0134]|30|37|40[013]|42[0-7]|9[0-9]|80\d\d")
# Carriers that write more behind a number; the group is the number. What stands only in front of one (USPS's
# 420 and postcode, FedEx's 22 of 34 digits, DHL's J) needs no pattern.
CARRIERS = (
    re.compile(r"%?[A-Z0-9]{7}(\d{14})\d{6}[A-Z0-9]?"),  # DPD: postcode in front, service and country behind
)
# Code 128 as ZPL writes it: start codes, changes of subset, and signs that ZPL cannot write otherwise.
ZPL_START = re.compile(r">[9:;]")
ZPL_SIGN = re.compile(r">([0-9:;<=>])")
ZPL_LETTERS = {"<": "^", "0": ">", "=": "~", "8": FNC1}


def numbers_of(barcode: str) -> frozenset[str]:
    """All numbers that a barcode with this text contains, spelled without blanks and dashes, in capitals."""
    text = _from_zpl(barcode[:LONGEST])
    return frozenset(spelled for one in _readings(text) if (spelled := spell(one)))


def matches(barcodes: Iterable[str], numbers: Iterable[str]) -> bool:
    """Whether one of the barcodes says one of the numbers. A number of 8 signs or more may stand behind a
    prefix of its carrier's, as long as both are letters and digits only."""
    wanted = [spelled for number in numbers if len(spelled := spell(bare_code(number))) >= SHORTEST]
    return any(_says_one(barcode, wanted) for barcode in barcodes)


def spell(text: str) -> str:
    """Without blanks and dashes, in capitals. All other signs count."""
    return BLANKS.sub("", capitals(text))


def _says_one(barcode: str, wanted: list[str]) -> bool:
    found = numbers_of(barcode)
    code = spell(_as_scanned(bare_code(_from_zpl(barcode[:LONGEST]))))
    is_bare = code.isascii() and code.isalnum()
    return any(
        number in found or (is_bare and len(number) >= LEAST_BEHIND and code.endswith(number))
        for number in wanted
    )


def _as_scanned(code: str) -> str:
    """GS1's elements as a scanner sends them: the name of one may be a part of the carrier's number, as the
    92 of USPS is."""
    return PRINTED_NAME.sub(r"\1", code) if code.startswith("(") else code


def _readings(text: str) -> Iterator[str]:
    code = bare_code(text)
    yield code
    if "\\" not in text:  # escapes that nobody has undone: a scanner reads them letter by letter
        yield from PARTS.split(bare_code(text.replace(FNC1, " ")))
    for _, element in elements(text):
        yield element
        yield from _of_carriers(spell(element))
    yield from _of_carriers(spell(code))


def _of_carriers(code: str) -> Iterator[str]:
    for pattern in CARRIERS:
        if found := pattern.fullmatch(code):
            yield found[1]
    if is_checked(code):
        yield code[:-1]


def elements(text: str) -> Iterator[tuple[str, str]]:
    """Names and values of GS1's elements, as they are printed or as they are scanned."""
    if printed := ELEMENT.findall(bare_code(text)):
        yield from ((name, value.strip()) for name, value in printed)
        return
    aim = AIM.match(text.strip())
    if (aim and aim[1] + aim[2] in GS1) or FNC1 in text:
        yield from _scanned(text.strip()[3:] if aim else text)


def _scanned(text: str) -> Iterator[tuple[str, str]]:
    rest = text.lstrip(FNC1)
    while rest:
        name = next((rest[:size] for size in (2, 3) if rest[:size] in FIXED), "")
        if name:
            end = len(name) + FIXED[name]
            value, rest = rest[len(name) : end], rest[end:].lstrip(FNC1)
        elif found := OTHERS.match(rest):
            name = found[0]
            value, _, rest = rest[found.end() :].partition(FNC1)
        else:
            return
        yield name, value


def _from_zpl(text: str) -> str:
    """A barcode's data as ZPL writes it, without what it says to the printer."""
    if not ZPL_START.match(text):
        return text
    return ZPL_SIGN.sub(lambda sign: ZPL_LETTERS.get(sign[1], ""), text)
