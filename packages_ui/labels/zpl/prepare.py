"""ZPL as carriers write it, made into ZPL that the renderer takes, field by field.

A printer skips what it does not know, keeps settings, and has fonts and code pages that the renderer lacks.
Only the drawing changes by this: what goes to a printer is the label as it came.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from packages_ui.labels.errors import LabelError
from packages_ui.labels.zpl import table, text
from packages_ui.labels.zpl.barcodes import mend_barcode
from packages_ui.labels.zpl.graphics import png_download
from packages_ui.labels.zpl.parameters import SPECS, tidy, tidy_font
from packages_ui.labels.zpl.rules import NOT_WHOLE, bounded, object_name, parameters, quantity
from packages_ui.labels.zpl.serials import Serial, serial_of
from packages_ui.labels.zpl.text import Font
from packages_ui.labels.zpl.tokens import Token, tokens

CODE_PAGES = {
    b"27": "cp1252",
    b"31": "cp1250",
    b"33": "cp1251",
    b"34": "cp1253",
    b"35": "cp1254",
    b"36": "cp1255",
}
SETTINGS = frozenset({"BY", "CF", "CV", "FW", "LH", "LR", "LS", "PA", "CW"})
SHAPES = frozenset({"GB", "GC", "GD", "GE", "GF", "XG", "IM", "XF"})
DATA = frozenset({"FD", "FV", "SN"})
PICTURES = frozenset({"~DG", "~DY"})
DOTS_PER_UNIT = {b"M": 203 / 25.4, b"I": 203.0}
FORGOTTEN = re.compile(rb"[\0\r\n]")
CONTROLS = re.compile(rb"[\0-\x1f]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A few bytes of prepared ZPL. `place`: the field that they belong to, from 1; 0 for a setting or a
    picture that is loaded. `is_drawing`: a field's text, barcode or shape. `serial`: what counts on instead
    of `text`'s `%b`."""

    text: bytes
    place: int = 0
    is_drawing: bool = False
    is_barcode: bool = False
    serial: Serial | None = None

    def at(self, piece: int) -> bytes:
        """For one piece of paper, counted from 0."""
        return self.text % escaped(self.serial.at(piece)) if self.serial else self.text


@dataclass(frozen=True, slots=True)
class Format:
    """One `^XA … ^XZ`. `before` is loaded first. `width` and `length` in dots where the label says them.
    `pieces`: how many pieces of paper it makes, `repeats` of each that looks the same; 0 where it only sets
    or stores something, and then `stored` is its name. `times` larger in both directions (`^JMB`). `far`: the
    farthest place in dots at which a field begins."""

    chunks: tuple[Chunk, ...]
    before: tuple[Chunk, ...] = ()
    width: int | None = None
    length: int | None = None
    pieces: int = 1
    repeats: int = 1
    times: int = 1
    stored: bytes = b""
    far: tuple[int, int] = (0, 0)

    @property
    def counts_on(self) -> bool:
        """Whether its pieces differ."""
        return any(chunk.serial for chunk in self.chunks)

    @property
    def looks(self) -> int:
        """How many pictures its pieces need, at least one."""
        return max(-(-self.pieces // self.repeats), 1) if self.counts_on else 1


def prepare(content: bytes, *, longest: int) -> list[Format]:
    """Take ZPL apart and put it right. Sides of more than `longest` dots are not believed. LabelError where
    it has more commands than any label, or is not whole."""
    reader = _Reader(longest)
    return list(reader.read(_joined(bounded(tokens(content)))))


def escaped(data: bytes) -> bytes:
    """Field data in which nothing is a command, behind `^FH_`."""
    return re.sub(rb"[\0-\x1f^~_]", lambda found: b"_%02X" % found[0][0], data)


def _joined(found: Iterable[Token]) -> Iterator[Token]:
    """Control signs inside field data that are no command belong to the data."""
    held: Token | None = None
    for token in found:
        is_data = token.is_sign and token.command not in table.ALLOWED
        if held is not None and held.command in table.DATA and is_data:
            held = replace(held, raw=held.raw + token.raw, value=held.value + token.raw)
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held


@dataclass
class _Field:
    """What was said since the last `^FS`."""

    origin: Token | None = None
    font: Token | None = None
    barcode: Token | None = None
    others: list[tuple[str, bytes]] = field(default_factory=list)
    data: Token | None = None
    is_hex: bytes = b""
    mask: Token | None = None

    @property
    def is_drawn(self) -> bool:
        return self.data is not None or any(name in SHAPES for name, _ in self.others)


class _Reader:
    """Goes through the commands and remembers what a printer would."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.code_page, self.dots, self.times = "cp850", 1.0, 1
        self.width: int | None = None
        self.length: int | None = None
        self.home = (0, 0)
        self.default_font = Font(b"A", 9, 5)
        self.before: list[Chunk] = []
        self.forms: dict[bytes, int] = {}
        self.is_open = False
        self._begin()

    def _begin(self) -> None:
        self.chunks: list[Chunk] = []
        self.field, self.place = _Field(), 0
        self.pieces, self.repeats, self.stored, self.far = 1, 1, b"", (0, 0)

    def read(self, found: Iterable[Token]) -> Iterator[Format]:
        for token in found:
            if token.command == "^XA":
                if not self.is_open:
                    self._begin()
                self.is_open = True
            elif token.command == "^XZ" and self.is_open:
                self._close()
                self.is_open = False
                yield self._format()
            elif token.prefix == b"~":
                self._load(token)
            elif token.prefix:
                self._take(token)
        if self.is_open:
            raise LabelError(NOT_WHOLE)

    def _format(self) -> Format:
        before, self.before = tuple(self.before), []
        prints = any(chunk.is_drawing for chunk in self.chunks) and not self.stored
        return Format(
            tuple(self.chunks),
            before,
            self.width,
            self.length,
            self.pieces if prints else 0,
            self.repeats,
            self.times,
            self.stored,
            self.far,
        )

    def _load(self, token: Token) -> None:
        if token.command in PICTURES:
            value = token.value if token.delimiter == b"," else token.value.replace(token.delimiter, b",", 5)
            picture = png_download(value) if token.name == "DY" else None
            self.before.append(Chunk(b"~DG" + picture if picture else token.command.encode() + value))

    def _take(self, token: Token) -> None:
        name = token.name
        if name in {"FO", "FT"}:
            if self.field.is_drawn:
                self._close()
            self.field.origin = token
        elif name == "FS":
            self._close()
        elif name in {"PW", "LL", "PQ", "MU", "JM", "CI", "DF"}:
            self._say(token)
        elif name in SETTINGS:
            self._set(token)
        elif name in SHAPES:
            self._shape(token)
        else:
            self._field(token)

    def _say(self, token: Token) -> None:
        """What is not drawn, but said of the label."""
        first = parameters(token)[0]
        match token.name:
            case "PW":
                self.width = self._side(token) or self.width
            case "LL":
                self.length = self._side(token) or self.length
            case "PQ":
                self.pieces, self.repeats = quantity(token), _repeats(token)
            case "MU":
                self.dots = DOTS_PER_UNIT.get(first[:1].upper(), 1.0)
            case "JM":
                self.times = 2 if first[:1].upper() == b"B" else 1
            case "CI":
                self.code_page = CODE_PAGES.get(first, "cp850")
            case _:
                self.stored = self._form(first)

    def _form(self, name: bytes) -> bytes:
        """A stored form under a name that the renderer takes."""
        return b"R:F%d.ZPL" % self.forms.setdefault(object_name(name), len(self.forms))

    def _side(self, token: Token) -> int:
        digits = tidy("GB", token.value, delimiter=token.delimiter, dots=self.dots).partition(b",")[0]
        return int(digits or 0) if int(digits or 0) <= self.longest else 0

    def _set(self, token: Token) -> None:
        value = tidy(token.name, token.value, delimiter=token.delimiter, dots=self.dots)
        if token.name == "CW":
            letter = parameters(token)[0][:1].upper()
            value = text.our_font(letter) if letter.isalnum() else b""
            if value:
                self.chunks.append(Chunk(value))
            return
        if token.name == "LH":
            self.home = _place(value)
        if token.name == "CF":
            self.default_font = self.default_font.changed(value)
        if value:
            self.chunks.append(Chunk(b"^" + token.name.encode() + value))

    def _shape(self, token: Token) -> None:
        if self.field.is_drawn:
            origin = self.field.origin
            self._close()
            self.field.origin = origin
        self.field.others.append((token.name, self._shaped(token)))

    def _shaped(self, token: Token) -> bytes:
        if token.name == "GF":
            return token.value if token.delimiter == b"," else token.value.replace(token.delimiter, b",", 4)
        if token.name == "IM":
            return parameters(token)[0] + b",1,1"
        if token.name == "XF":
            return self._form(parameters(token)[0])
        return tidy(token.name, token.value, delimiter=token.delimiter, dots=self.dots)

    def _field(self, token: Token) -> None:
        name = token.name
        if name in DATA:
            self.field.data = token
        elif name == "SF":
            self.field.mask = token
        elif name == "FH":
            self.field.is_hex = parameters(token)[0][:1] or b"_"
        elif name == "IL":
            self.chunks.append(
                Chunk(b"^FO0,0^XG%s,1,1^FS" % parameters(token)[0], self.place, is_drawing=True)
            )
        elif name[:1] == "A" and len(name) == 2:
            self.field.font = token
        elif name[:1] == "B" and name in SPECS:
            self.field.barcode = token
        elif name in SPECS:
            value = tidy(name, token.value, delimiter=token.delimiter, dots=self.dots)
            self.field.others.append((name, value))

    def _close(self) -> None:
        """Put one field together; a printer closes it with `^FS`, with the next one, or with the label."""
        said, self.field = self.field, _Field()
        is_drawing = said.is_drawn
        if not is_drawing and not said.others:
            return
        self.place += is_drawing
        parts = [self._origin(said), *(b"^" + name.encode() + value for name, value in said.others)]
        parts = [part.replace(b"^IM", b"^XG", 1) for part in parts]
        body, serial = self._body(said)
        whole = b"".join(parts)
        if serial:
            whole = whole.replace(b"%", b"%%")
        is_barcode = said.barcode is not None and said.data is not None
        self.chunks.append(Chunk(whole + body + b"^FS", self.place, is_drawing, is_barcode, serial))

    def _origin(self, said: _Field) -> bytes:
        if said.origin is None:
            return b""
        origin = said.origin
        value = tidy(origin.name, origin.value, delimiter=origin.delimiter, dots=self.dots)
        if origin.name == "FT" and value and b"," not in value:
            value += b",0"
        place = _place(value)
        self.far = (max(self.far[0], place[0] + self.home[0]), max(self.far[1], place[1] + self.home[1]))
        return b"^" + origin.name.encode() + (value.replace(b",", b"0,", 1) if value[:1] == b"," else value)

    def _body(self, said: _Field) -> tuple[bytes, Serial | None]:
        """Font or barcode, and the data in UTF-8."""
        font, barcode = self._font(said), said.barcode
        value = (
            tidy(barcode.name, barcode.value, delimiter=barcode.delimiter, dots=self.dots) if barcode else b""
        )
        if said.data is None:
            return font + (b"^" + barcode.name.encode() + value if barcode else b""), None
        data, serial = self._data(said)
        if barcode is not None:
            value, data = mend_barcode(barcode.name, value, data)
            head = font + b"^" + barcode.name.encode() + value
        else:
            head = self._letters(font, data)
            data = text.with_our_letters(data)
        if serial:
            return head.replace(b"%", b"%%") + b"^FH_^FD%b", replace(serial, text=data)
        safe = escaped(data)
        return head + (b"^FH_^FD" if safe != data else b"^FD") + safe, None

    def _data(self, said: _Field) -> tuple[bytes, Serial | None]:
        token = said.data
        assert token is not None  # noqa: S101 - the caller has asked
        raw, serial = token.value, None
        if token.name == "SN":
            serial = serial_of(token.value.split(token.delimiter))
            raw = serial.text
        raw = (FORGOTTEN if said.barcode else CONTROLS).sub(b"", raw)
        if said.is_hex:
            hexed = re.escape(said.is_hex) + rb"([0-9A-Fa-f]{2})"
            raw = re.sub(hexed, lambda found: bytes.fromhex(found[1].decode()), raw)
        if said.mask is not None:
            mask, steps = (*parameters(said.mask), b"")[:2]
            serial = Serial(raw, mask=mask, steps=steps)
        return self._decoded(raw), serial

    def _decoded(self, raw: bytes) -> bytes:
        try:
            raw.decode()  # the printer may keep ^CI28 from an earlier label
        except UnicodeDecodeError:
            return raw.decode(self.code_page, "replace").encode()
        return raw

    def _font(self, said: _Field) -> bytes:
        token = said.font
        if token is None:
            return b""
        if token.name == "A@":
            head, token = b"^A0", replace(token, value=b",".join(token.value.split(token.delimiter)[:3]))
        else:
            head = b"^A" + token.name[1:].encode("latin-1")
        if not head[2:].isalnum():
            return b""
        return head + tidy_font(token.value, delimiter=token.delimiter, dots=self.dots)

    def _letters(self, font: bytes, data: bytes) -> bytes:
        """The resident fonts look right but have no Turkish letters: ours stands in where there are some."""
        if data.isascii():
            return font
        return text.stand_in(self.default_font.chosen(font), data)


def _place(value: bytes) -> tuple[int, int]:
    """Of tidy parameters, the first two."""
    across, down = (*value.split(b","), b"")[:2]
    return int(across or 0), int(down or 0)


def _repeats(token: Token) -> int:
    digits = (*parameters(token), b"", b"")[2]
    return max(int(digits), 1) if digits.isdigit() and len(digits) < 9 else 1
