"""One field of a label, from its commands to what the renderer takes."""

import re
from dataclasses import dataclass, field, replace

from packages_ui.labels.zpl import text
from packages_ui.labels.zpl.barcodes import mend_barcode
from packages_ui.labels.zpl.maxicode import short_maxicode
from packages_ui.labels.zpl.parameters import SPECS, tidy, tidy_font
from packages_ui.labels.zpl.rules import parameters
from packages_ui.labels.zpl.serials import Serial, serial_of
from packages_ui.labels.zpl.text import Font
from packages_ui.labels.zpl.tokens import Token

SHAPES = frozenset({"GB", "GC", "GD", "GE", "GF", "XG", "IM", "XF"})
PICTURED = frozenset({"GF", "XG", "IM", "XF"})
LINE_ENDS = re.compile(rb"[\0\r\n]")
LINE_BREAK = b"\\&"  # of a block
CONTROLS = re.compile(rb"[\0-\x1f]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A few bytes of prepared ZPL. `place`: the field that they belong to, from 1; 0 for a setting or a
    picture that is loaded. `is_drawing`: a field's text, barcode or shape; `is_box`: lines and boxes only.
    `serial`: what counts on instead of `text`'s `%b`."""

    text: bytes
    place: int = 0
    is_drawing: bool = False
    is_barcode: bool = False
    is_box: bool = False
    serial: Serial | None = None

    def at(self, piece: int) -> bytes:
        """For one piece of paper, counted from 0."""
        return self.text % escaped(self.serial.at(piece)) if self.serial else self.text


@dataclass
class State:
    """What a printer keeps from field to field: the dots of a unit, the code page, the font. `has_cent`: the
    code page has a cent sign in place of the backslash, as a printer's own has."""

    dots: float = 1.0
    dpi: int = 203
    code_page: str = "cp850"
    has_cent: bool = True
    font: Font = field(default_factory=lambda: Font(b"A", 9, 5))


@dataclass
class Field:
    """The commands since the last `^FS`. `turn`: by a `^FW` that came after its font or barcode. `is_tag`:
    it is written to a chip, and not on paper."""

    origin: Token | None = None
    font: Token | None = None
    barcode: Token | None = None
    others: list[tuple[str, bytes]] = field(default_factory=list)
    data: Token | None = None
    is_hex: bytes = b""
    mask: Token | None = None
    turn: bytes = b""
    is_tag: bool = False

    @property
    def is_drawn(self) -> bool:
        if self.is_tag or self._is_empty_barcode:
            return False
        return self.data is not None or any(name in SHAPES for name, _ in self.others)

    @property
    def _is_empty_barcode(self) -> bool:
        """A form that has no number yet: nothing is printed."""
        return self.barcode is not None and self.data is not None and not self.data.value.strip()

    @property
    def _is_box(self) -> bool:
        return self.data is None and self.is_drawn and all(name not in PICTURED for name, _ in self.others)

    def chunk(self, place: int, state: State) -> Chunk:
        """All of it; `place` is its number on the label."""
        others = (b"^" + (b"XG" if name == "IM" else name.encode()) + value for name, value in self.others)
        parts = b"".join((self._origin(state), *others))
        body, serial = self._body(state)
        whole = (parts.replace(b"%", b"%%") if serial else parts) + body + b"^FS"
        is_barcode = self.barcode is not None and self.data is not None
        return Chunk(whole, place, self.is_drawn, is_barcode, self._is_box, serial)

    def corner(self, state: State) -> tuple[int, int]:
        """Where it begins, in dots from the label's origin."""
        return corner_of(self._origin(state)[3:])

    def _origin(self, state: State) -> bytes:
        if self.origin is None:
            return b""
        origin = self.origin
        value = tidy(origin.name, origin.value, delimiter=origin.delimiter, dots=state.dots)
        if origin.name == "FT" and value and b"," not in value:
            value += b",0"
        return b"^" + origin.name.encode() + (value.replace(b",", b"0,", 1) if value[:1] == b"," else value)

    def _body(self, state: State) -> tuple[bytes, Serial | None]:
        """Font or barcode, and the data in UTF-8."""
        font, barcode = self._head(state), self.barcode
        value = self._barcode(barcode, state) if barcode else b""
        if self.data is None:
            if self.is_drawn:  # a font or barcode that has only a shape behind it
                return b"", None
            return font + (b"^" + barcode.name.encode() + value if barcode else b""), None
        data, serial = self._data(state)
        if (
            barcode is not None
            and barcode.name == "BD"
            and (picture := short_maxicode(value, data, dpi=state.dpi))
        ):
            return picture, None
        if barcode is not None:
            value, data = mend_barcode(barcode.name, value, data)
            head = font + b"^" + barcode.name.encode() + value
        else:
            head = _letters(font, data, state)
            data = text.with_our_letters(data)
        if serial:
            return head.replace(b"%", b"%%") + b"^FH_^FD%b", replace(serial, text=data)
        safe = escaped(data)
        return head + (b"^FH_^FD" if safe != data else b"^FD") + safe, None

    def _data(self, state: State) -> tuple[bytes, Serial | None]:
        token = self.data
        assert token is not None  # noqa: S101 - the caller has checked
        raw, serial = token.value, None
        if token.name == "SN":
            serial = serial_of(token.value.split(token.delimiter, 3))
            raw = serial.text
        raw = (LINE_ENDS if self.barcode else CONTROLS).sub(b"", raw)
        if self.is_hex:
            hexed = re.escape(self.is_hex) + rb"([0-9A-Fa-f]{2})"
            raw = re.sub(hexed, lambda found: bytes.fromhex(found[1].decode()), raw)
        if self.mask is not None:
            mask, steps = (*parameters(self.mask), b"")[:2]
            serial = Serial(raw, mask=mask, steps=steps)
        return _decoded(raw, state), serial

    def _head(self, state: State) -> bytes:
        token = self.font
        if token is None:
            return b""
        if token.name == "A@":
            head, token = b"^A0", replace(token, value=b",".join(token.value.split(token.delimiter, 3)[:3]))
        else:
            head = b"^A" + token.name[1:].encode("latin-1")
        if not head[2:].isalnum():
            return b""
        return head + self._turned(tidy_font(token.value, delimiter=token.delimiter, dots=state.dots))

    def _barcode(self, token: Token, state: State) -> bytes:
        value = tidy(token.name, token.value, delimiter=token.delimiter, dots=state.dots)
        return self._turned(value) if SPECS[token.name].startswith("o") else value

    def _turned(self, value: bytes) -> bytes:
        return self.turn + b"".join(value.partition(b",")[1:]) if self.turn else value


def escaped(data: bytes) -> bytes:
    """Field data in which nothing is a command, behind `^FH_`."""
    return re.sub(rb"[\0-\x1f^~_]", lambda found: b"_%02X" % found[0][0], data)


def corner_of(value: bytes) -> tuple[int, int]:
    """Of tidy parameters, the first two."""
    across, down = (*value.split(b","), b"")[:2]
    return int(across or 0), int(down or 0)


def _decoded(raw: bytes, state: State) -> bytes:
    try:
        raw.decode()  # the printer may keep ^CI28 from an earlier label
    except UnicodeDecodeError:
        return raw.decode(state.code_page, "replace").encode()
    return raw


def _letters(font: bytes, data: bytes, state: State) -> bytes:
    """The resident fonts look right but have no Turkish letters and no backslash: ours stands in where there
    are some."""
    is_cent = state.has_cent or b"\\" not in data.replace(LINE_BREAK, b"")
    if data.isascii() and is_cent:
        return font
    return text.stand_in(state.font.chosen(font), data)
