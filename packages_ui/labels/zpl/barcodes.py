"""What a printer makes of a barcode whose data does not fit its kind, where the renderer makes nothing."""

import re

from packages_ui.codes.articles import shortened

PLACE_OF_CHECK = 4  # of the parameter that turns a UCC check digit on
PLACE_OF_ESCAPE = 6  # of the parameter of ^BX that names the sign
PLACE_OF_STOP = 6  # of Codabar's last letter; its first stands before it
CODABAR = re.compile(rb"([A-Da-d])([0-9$:/.+-]+)([A-Da-d])")
NO_SUBSET = re.compile(rb">(?![0-9:;<=>])")  # the sign itself, which is written >0
SUBSET = re.compile(rb">[0-9:;<=>]")


def mend_barcode(name: str, value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """The command's tidy parameters and its data, as the renderer takes them."""
    if name == "BC":
        return _without_check(value, data), NO_SUBSET.sub(b">0", data)
    if name == "BX":
        return _without_codes(*_without_tilde(value, data))
    if name == "BK":
        return _own_start(value, data)
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


def _without_codes(value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """A sign that is written as its number, such as the one between elements of GS1: `_d029`."""
    parts = value.split(b",")
    escape = parts[PLACE_OF_ESCAPE].strip() if len(parts) > PLACE_OF_ESCAPE else b""

    def sign(found: re.Match[bytes]) -> bytes:
        text = bytes([int(found[1])]) if int(found[1]) < 128 else b"^"
        return found[0] if text in {b"^", b"~"} else text * (2 if text == escape else 1)

    return value, re.sub(re.escape(escape) + rb"d(\d{3})", sign, data) if escape else data


def _own_start(value: bytes, data: bytes) -> tuple[bytes, bytes]:
    """Codabar whose data begins and ends with the letters that parameters name otherwise."""
    found = CODABAR.fullmatch(data.strip())
    if not found:
        return value, data
    parts = [*value.split(b","), *[b""] * PLACE_OF_STOP][: PLACE_OF_STOP + 1]
    parts[PLACE_OF_STOP - 1 :] = found[1].upper(), found[3].upper()
    return b",".join(parts), found[2]


def _short_upc(data: bytes) -> bytes:
    """UPC-E of a whole number: its ten digits, or eleven with the number system, without the zeros."""
    if len(data) not in {10, 11} or not data.isdigit():
        return data
    return shortened(data.decode().zfill(11)).encode() or data
