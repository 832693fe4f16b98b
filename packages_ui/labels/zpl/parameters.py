"""One table of the commands that draw: how many parameters each has, and what a printer takes for them.

A printer ignores parameters that it does not know, blanks before numbers, whatever stands behind a flag's one
letter, and values out of range, for which it takes its default. The renderer refuses them all.
"""

import re
from functools import cache

# A word for each parameter: `o` a turn; `l` one letter of those that follow; `t` text; `n`, `d` and `f` a
# number between two bounds: a count, dots (or what ^MU has made of them), or with a fraction; `p` dots whose
# sign is skipped.
SPECS = {
    "BY": "d1:10 f2:3 d1:32000",
    "CF": "lABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 d1:32000 d1:32000",
    "CV": "lYN",
    "FB": "d0:9999 n1:9999 d-9999:9999 lLCRJ d0:9999",
    "FM": "",
    "FN": "n0:9999",
    "FO": "p0:32000 p0:32000 l012",
    "FP": "lHVR n0:9999",
    "FR": "",
    "FT": "p0:32000 p0:32000 l012",
    "FW": "o l012",
    "GB": "d0:32000 d0:32000 d1:32000 lBW n0:8",
    "GC": "d3:4095 d1:4095 lBW",
    "GD": "d3:32000 d3:32000 d1:32000 lBW lLR/\\",
    "GE": "d3:4095 d3:4095 d1:4095 lBW",
    "GS": "o d0:32000 d0:32000",
    "LH": "d0:32000 d0:32000",
    "LR": "lYN",
    "LS": "d-9999:9999",
    "PA": "l01 l01 l01 l01",
    "TB": "o d1:9999 d1:9999",
    "XF": "t",
    "XG": "t n1:10 n1:10",
    "DF": "t",
    # barcodes
    "B0": "o n1:10 lYN n0:999 lYN n1:26",
    "B1": "o lYN d1:32000 lYN lYN",
    "B2": "o d1:32000 lYN lYN lYN",
    "B3": "o lYN d1:32000 lYN lYN",
    "B4": "o d1:32000 lNAB l012345A",
    "B5": "o d1:32000 lYN lYN",
    "B7": "o d1:32000 n0:8 n1:30 n3:90 lYN",
    "B8": "o d1:32000 lYN lYN",
    "B9": "o d1:32000 lYN lYN lYN",
    "BA": "o d1:32000 lYN lYN lYN",
    "BB": "o d2:32000 lYN n2:62 n1:22 lAEF",
    "BC": "o d1:32000 lYN lYN lYN lNUAD",
    "BD": "l23456 n1:8 n1:8",
    "BE": "o d1:32000 lYN lYN",
    "BF": "o d1:9999 n0:33",
    "BI": "o d1:32000 lYN lYN",
    "BJ": "o d1:32000 lYN lYN",
    "BK": "o lYN d1:32000 lYN lYN lABCD*NET lABCD*NET",
    "BL": "o d1:32000 lYN",
    "BM": "o lABCD d1:32000 lYN lYN lYN",
    "BO": "o n1:10 lYN n0:999 lYN n1:26",
    "BP": "o lYN d1:32000 lYN lYN",
    "BQ": "o n1:2 n1:100 lHQML n0:7",
    "BR": "o n1:12 n1:10 n1:2 d1:32000 n2:22",
    "BS": "o d1:32000 lYN lYN",
    "BT": "o d1:10 f2:3 d1:9999 d1:10 n1:10",
    "BU": "o d1:32000 lYN lYN lYN",
    "BX": "o d1:32000 n0:200 n0:144 n0:144 n0:6 t n1:2",
    "BZ": "o d1:32000 lYN lYN n0:3",
}
FONT = "o d0:32000 d0:32000"
NUMBER = re.compile(rb"[+-]?\d{0,9}(?:\.\d{0,9})?")


def tidy(name: str, value: bytes, *, delimiter: bytes = b",", dots: float = 1) -> bytes:
    """The parameters as the renderer takes them; `dots`: how many the unit has that ^MU has set."""
    words = _words(SPECS.get(name, FONT))
    found = (
        _one(word, part, dots) for word, part in zip(words, value.split(delimiter, len(words)), strict=False)
    )
    return b",".join(found).rstrip(b",")


def tidy_font(value: bytes, *, delimiter: bytes = b",", dots: float = 1) -> bytes:
    """Behind `^A` and its letter. A turn may be left out with its comma: `^A048,40`."""
    text = value.strip(b" \t\r\n\0")
    if text[:1].isdigit():
        text = delimiter + text
    return tidy("A", text, delimiter=delimiter, dots=dots)


@cache
def _words(spec: str) -> tuple[str, ...]:
    return tuple(spec.split())


def _one(word: str, part: bytes, dots: float) -> bytes:
    text = part.strip(b" \t\r\n\0")
    kind = word[:1]
    if kind == "t":
        return text
    if kind in "ol":
        letter = text[:1].upper()
        return letter if letter and letter.decode("latin-1") in (word[1:] or "NRIB") else b""
    if kind == "p":
        text = text.lstrip(b"+-")
    return _number(kind, word[1:], text, dots if kind in "dp" else 1)


def _number(kind: str, bounds: str, text: bytes, dots: float) -> bytes:
    found = NUMBER.match(text)
    try:
        number = float(found[0]) * dots if found else None
    except ValueError:
        return b""
    least, most = (float(bound) for bound in bounds.split(":"))
    if number is None or (number < least and kind != "f"):
        return b""
    number = min(max(number, least), most)
    return b"%.1f" % number if kind == "f" else b"%d" % round(number)
