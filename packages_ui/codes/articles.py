"""Article numbers in all their lengths: GTIN-8, UPC-A, EAN-13, GTIN-14, and UPC-E, which leaves zeros out."""

from collections.abc import Iterator

from packages_ui.codes.spelling import GTIN_LENGTHS, is_checked, is_gtin

SYSTEMS = ("0", "1")  # of UPC numbers that can be shortened


def other_lengths(code: str) -> Iterator[str]:
    """The same article's number in its other lengths. UPC-A is EAN-13 with a zero in front, and so on; but
    00123 is not 123: no check digit shows it; and a GTIN-14 that begins with 1 to 9 is a whole carton."""
    whole = lengthened(code)
    for number in dict.fromkeys((code, whole) if whole else (code,)):
        short = number.lstrip("0")
        if not is_gtin(number) or not short:
            continue
        yield from (
            short.zfill(length) for length in GTIN_LENGTHS if len(short) <= length and length != len(code)
        )
        if len(short) <= 12 and (upc_e := shortened(short.zfill(12)[:11])):
            yield upc_e + number[-1]


def lengthened(code: str) -> str:
    """UPC-A of a UPC-E with its number system and check digit (8 digits); empty where it is none."""
    if len(code) != 8 or not (code.isascii() and code.isdecimal()) or code[0] not in SYSTEMS:
        return ""
    system, (a, b, c, d, e, last), check = code[0], tuple(code[1:7]), code[7]
    if last in "012":
        middle = f"{a}{b}{last}0000{c}{d}{e}"
    elif last == "3":
        middle = f"{a}{b}{c}00000{d}{e}"
    else:
        middle = f"{a}{b}{c}{d}00000{e}" if last == "4" else f"{a}{b}{c}{d}{e}0000{last}"
    whole = system + middle + check
    return whole if is_checked(whole) else ""


def shortened(number: str) -> str:
    """UPC-E (7 digits) of UPC-A's number system, maker and item (11 digits), without check digit; empty where
    it has too few zeros."""
    system, maker, item = number[:1], number[1:6], number[6:11]
    if system not in SYSTEMS or len(item) != 5:
        return ""
    if maker[2:] in {"000", "100", "200"} and item[:2] == "00":
        return system + maker[:2] + item[2:] + maker[2]
    if maker[3:] == "00" and item[:3] == "000":
        return system + maker[:3] + item[3:] + "3"
    if maker[4] == "0" and item[:4] == "0000":
        return system + maker[:4] + item[4] + "4"
    return system + maker + item[4] if item[:4] == "0000" and item[4] >= "5" else ""
