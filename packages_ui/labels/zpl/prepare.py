"""ZPL as carriers write it, made into ZPL that the renderer takes.

A printer skips what it does not know, keeps settings, and has fonts and code pages that the renderer lacks.
Only the drawing changes by this: what goes to a printer is the label as it came.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from zplkit.parse import ParseError, parse

from packages_ui.labels.errors import LabelError
from packages_ui.labels.fonts import ZPL_LETTERS

OUR_FONT = b"R:LABEL.TTF"
_DRAWING = "CF CV DF FB FE FM FN FO FP FR FT FW GB GC GD GE GF GS LH LL LR LS LT PA PM PO PW SF SN TB XF XG "
DRAWING = frozenset(re.findall(r"\w+", _DRAWING))
DRAWS = frozenset({"FD", "FV", "GB", "GC", "GD", "GE", "GF"})
ENDS_OF_FIELDS = frozenset({"FO", "FT", "XZ"})  # for a printer; the renderer asks for `^FS` before them
DOWNLOADS = frozenset({"DB", "DG", "DT", "DU", "DY"})
# Settings that move, scale or respell everything, with the value that changes nothing.
NEUTRAL = {"MU": b"D", "JM": b"A", "CC": b"^", "CT": b"~", "CD": b","}
CODE_PAGES = {
    b"27": "cp1252",
    b"31": "cp1250",
    b"33": "cp1251",
    b"34": "cp1253",
    b"35": "cp1254",
    b"36": "cp1255",
}
RESIDENT_FONTS = b"0ABCDEFGHPQRSTUV"
LINE_ENDS = re.compile(rb"(?:\\r|\\n|\s)+$")
START = b"\0"  # stands where a label's own settings go; fields cannot hold it
BROKEN = "The label's ZPL is broken. Fetch it again; if it stays so, ask the carrier."


def prepare(content: bytes) -> bytes:
    """Give each label UTF-8 and our font, drop printer settings, undo literal line ends, hex and code pages.

    LabelError where the ZPL cannot be taken apart or relies on what only one printer holds.
    """
    try:
        elements = parse(content).elements
    except ParseError as error:
        raise LabelError(BROKEN) from error
    commands = (bytes(element) for element in elements if element.kind.endswith("_command"))
    prepared = b"".join(_Reader().read(command for command in commands if command[:1] in {b"^", b"~"}))
    # The resident fonts look right but have no Turkish letters: ours stands in where there are some.
    fonts = b"" if prepared.isascii() else RESIDENT_FONTS
    return prepared.replace(START, b"^CI28" + b"".join(_our_font(bytes([letter])) for letter in fonts))


def _our_font(letter: bytes) -> bytes:
    return b"^CW%s,%s" % (letter.upper(), OUR_FONT)


class _Reader:
    """Goes through the commands and remembers what a printer would: code page, hex sign, kind of field."""

    def __init__(self) -> None:
        self.code_page = "cp850"
        self.hex_sign = b""
        self.is_barcode = False
        self.is_new = False
        self.is_open = False

    def read(self, commands: Iterable[bytes]) -> Iterator[bytes]:
        for command in commands:
            name, value = command[1:3].decode("latin-1").upper(), command[3:]
            if command[:1] == b"~":
                yield self._control(name, command)
            else:
                yield self._in_order(name, self._format(name, value))

    def _control(self, name: str, command: bytes) -> bytes:
        _check_neutral(name, command[3:])
        return command if name in DOWNLOADS else b""

    def _in_order(self, name: str, command: bytes) -> bytes:
        """Put our settings behind `^XA`, but behind `^DF` where a label is only stored."""
        if not self.is_new or not command or name == "XA":
            return command
        self.is_new = False
        return command + START if name == "DF" else START + command

    def _format(self, name: str, value: bytes) -> bytes:
        _check_neutral(name, value)
        closing = self._frame("FS") if name in ENDS_OF_FIELDS and self.is_open else b""
        self.is_open |= name in DRAWS
        if name in {"XA", "XZ", "FS"}:
            return closing + self._frame(name)
        if name in {"FD", "FV"}:
            return self._field(name, value)
        return closing + self._setting(name, value if name == "GF" else LINE_ENDS.sub(b"", value))

    def _setting(self, name: str, value: bytes) -> bytes:
        if name == "FH":
            self.hex_sign = value[:1] or b"_"
        elif name == "CI":
            self.code_page = CODE_PAGES.get(value.partition(b",")[0].strip(), "cp850")
        elif name == "CW":
            return _our_font(value[:1])
        elif name == "A@":
            return b"^A0" + b",".join(value.split(b",")[:3])
        elif name.startswith(("A", "B")) or name in DRAWING:
            self.is_barcode |= name.startswith("B") and name != "BY"
            return b"^" + name.encode("latin-1") + value
        return b""

    def _frame(self, name: str) -> bytes:
        self.hex_sign = b""
        self.is_barcode = False
        self.is_open = False
        self.is_new = name == "XA"
        return b"^" + name.encode()

    def _field(self, name: str, value: bytes) -> bytes:
        raw = re.sub(rb"[\0-\x1f]", b"", value)
        hexed = re.escape(self.hex_sign) + rb"([0-9A-Fa-f]{2})"
        if self.hex_sign:
            raw = re.sub(hexed, lambda found: bytes.fromhex(found[1].decode()), raw)
        text = self._decode(raw)
        data = (text if self.is_barcode else _with_our_letters(text)).encode()
        escaped = re.sub(rb"[\0-\x1f^~_]", lambda found: b"_%02X" % found[0][0], data)
        return (b"^FH_^" + name.encode() + escaped) if escaped != data else b"^" + name.encode() + data

    def _decode(self, raw: bytes) -> str:
        try:
            return raw.decode()  # the printer may keep ^CI28 from an earlier label
        except UnicodeDecodeError:
            return raw.decode(self.code_page, "replace")


def _with_our_letters(text: str) -> str:
    """Put `?` for letters that the font lacks: one emoji in a name must not cost the label."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if ord(letter) in ZPL_LETTERS else "?" for letter in composed)


def _check_neutral(name: str, value: bytes) -> None:
    if name in NEUTRAL and value[:1].upper() not in {b"", NEUTRAL[name]}:
        raise LabelError(
            f"The label's ZPL changes the printer's own rules (^{name}) and cannot be drawn here."
        )
    if name in {"IL", "IM"}:
        raise LabelError("The label needs a picture that only the carrier's own printer holds.")
