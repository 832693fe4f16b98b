"""Letters that came as UTF-8, as all text of Seller Center does, on a label that names another code page: a
printer would print two wrong signs for each."""

import re
from dataclasses import dataclass

UTF8 = b"28"
OF_BYTES = frozenset(b"%d" % number for number in (*range(14), 27, *range(31, 37)))
CODE_PAGES = {
    b"27": "cp1252",
    b"31": "cp1250",
    b"33": "cp1251",
    b"34": "cp1253",
    b"35": "cp1254",
    b"36": "cp1255",
}
OF_SETS = frozenset(b"%d" % number for number in range(13)) | {b""}  # the printer's own, and its variants
HEXED = re.compile(rb"[_\\][89A-Fa-f][0-9A-Fa-f]")  # letters of the label's own page, behind ^FH


@dataclass
class CodePage:
    """`is_named`: the label names one, else the frame does. `named`: the last that it has named; `sent`: what
    holds at the printer."""

    is_named: bool
    named: bytes = b"0"
    sent: bytes = b"0"

    def name(self, value: bytes) -> None:
        """By a `^CI` of the label."""
        self.named = self.sent = value or b"0"

    def before(self, data: bytes) -> bytes:
        """The command that has to stand in front of a field's data; mostly none."""
        is_of_bytes = self.named.partition(b",")[0] in OF_BYTES
        wanted = UTF8 if self.is_named and is_of_bytes and _is_utf8(data) else self.named
        if wanted == self.sent:
            return b""
        self.sent = wanted
        return b"^CI" + wanted


def _is_utf8(data: bytes) -> bool:
    if data.isascii() or HEXED.search(data):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
