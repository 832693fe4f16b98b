"""What a printer makes of a barcode whose data does not fit its kind, where the renderer makes nothing."""

import re

from packages_ui.codes.articles import shortened

MAXICODE = re.compile(rb"(\d{3})(\d{3})(.*?)(\[\)>\x1e01\x1d\d\d)(.*)", re.DOTALL)
PLACE_OF_CHECK = 4  # of the parameter that asks for a UCC check digit
SUBSET = re.compile(rb">[0-9:;<=>]")


def mend_barcode(name: str, value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """The command's tidy parameters and its data, as the renderer takes them."""
    if name == "BC":
        return _without_check(value, data), data
    if name == "B2":
        return value, re.sub(rb"\D", b"", SUBSET.sub(b"", data))
    if name == "B9":
        return value, _short_upc(data)
    if name == "BD" and value[:1] in {b"", b"2", b"3"}:
        return _maxicode(value, data)
    return value, data


def _without_check(value: bytes, data: bytes) -> bytes:
    """A check digit of what is no number: the printer leaves it out."""
    parts = value.split(b",")
    if len(parts) <= PLACE_OF_CHECK or parts[PLACE_OF_CHECK] != b"Y" or SUBSET.sub(b"", data).isdigit():
        return value
    parts[PLACE_OF_CHECK] = b"N"
    return b",".join(parts)


def _short_upc(data: bytes) -> bytes:
    """UPC-E of a whole number: its ten digits, or eleven with the number system, without the zeros."""
    if len(data) not in {10, 11} or not data.isdigit():
        return data
    return shortened(data.decode().zfill(11)).encode() or data


def _maxicode(value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """A postcode that is too short for its mode: in mode 4 the same text is read."""
    mode, found = value[:1] or b"2", MAXICODE.match(data)
    if found is None or _is_postcode(mode, found[3]):
        return value, data
    kind, country, postcode, head, rest = found.groups()
    message = b"\x1d".join((head + postcode.strip(), country, kind, rest.lstrip(b"\x1d")))
    return b"4" + value[1:], message


def _is_postcode(mode: bytes, text: bytes) -> bool:
    pattern = rb"\d{9}" if mode == b"2" else rb"[A-Z0-9]{6}"
    return re.fullmatch(pattern, text) is not None
