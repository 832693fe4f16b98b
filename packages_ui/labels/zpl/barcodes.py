"""What a printer makes of a barcode whose data does not fit its kind, where the renderer makes nothing."""

import re

from packages_ui.codes.articles import shortened

PLACE_OF_CHECK = 4  # of the parameter that asks for a UCC check digit
PLACE_OF_ESCAPE = 6  # of the parameter of ^BX that names the sign
NO_SUBSET = re.compile(rb">(?![0-9:;<=>])")  # the sign itself, which is written >0
SUBSET = re.compile(rb">[0-9:;<=>]")


def mend_barcode(name: str, value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """The command's tidy parameters and its data, as the renderer takes them."""
    if name == "BC":
        return _without_check(value, data), NO_SUBSET.sub(b">0", data)
    if name == "BX":
        return _without_tilde(value, data)
    if name == "B2":
        return value, re.sub(rb"\D", b"", SUBSET.sub(b"", data))
    if name == "B9":
        return value, _short_upc(data)
    return value, data


def _without_check(value: bytes, data: bytes) -> bytes:
    """A check digit of what is no number: the printer leaves it out."""
    parts = value.split(b",")
    if len(parts) <= PLACE_OF_CHECK or parts[PLACE_OF_CHECK] != b"Y" or SUBSET.sub(b"", data).isdigit():
        return value
    parts[PLACE_OF_CHECK] = b"N"
    return b",".join(parts)


def _without_tilde(value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """A sign that begins an escape in the data, and that the renderer would take for a command."""
    parts = value.split(b",")
    sign = next((sign for sign in (b"!", b"|", b"$", b"#") if sign not in data), b"")
    if len(parts) <= PLACE_OF_ESCAPE or parts[PLACE_OF_ESCAPE] != b"~" or not sign:
        return value, data
    parts[PLACE_OF_ESCAPE] = sign
    return b",".join(parts), data.replace(b"~", sign)


def _short_upc(data: bytes) -> bytes:
    """UPC-E of a whole number: its ten digits, or eleven with the number system, without the zeros."""
    if len(data) not in {10, 11} or not data.isdigit():
        return data
    return shortened(data.decode().zfill(11)).encode() or data
