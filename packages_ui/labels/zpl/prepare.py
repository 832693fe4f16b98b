"""ZPL as carriers write it, made into ZPL that the renderer takes, field by field.

A printer skips what it does not know, keeps settings, and has fonts and code pages that the renderer lacks.
Only the drawing changes by this: what goes to a printer is the label as it came.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from packages_ui.labels.errors import LabelError
from packages_ui.labels.zpl import table, text
from packages_ui.labels.zpl.code_page import CODE_PAGES, OF_SETS
from packages_ui.labels.zpl.fields import SHAPES, Chunk, Field, State, corner_of
from packages_ui.labels.zpl.graphics import png_download
from packages_ui.labels.zpl.parameters import SPECS, tidy
from packages_ui.labels.zpl.pieces import quantity, repeats
from packages_ui.labels.zpl.rules import bounded, object_name, parameters
from packages_ui.labels.zpl.tokens import Token, tokens
from packages_ui.messages import labels as messages

SETTINGS = frozenset({"BY", "CF", "CV", "FW", "LH", "LR", "LS", "PA", "CW"})
DATA = frozenset({"FD", "FV", "SN"})
PICTURES = frozenset({"~DG", "~DY"})
DOTS_PER_UNIT = {b"M": 203 / 25.4, b"I": 203.0}


@dataclass(frozen=True, slots=True)
class Format:
    """One `^XA … ^XZ`. `before` is loaded first. `width` and `length` in dots where the label sets them.
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
    def pictures(self) -> int:
        """How many pictures its pieces need, at least one."""
        return max(-(-self.pieces // self.repeats), 1) if self.counts_on else 1


def prepare(content: bytes, *, longest: int, dpi: int = 203) -> list[Format]:
    """Take ZPL apart and put it right. Sides of more than `longest` dots are not believed. LabelError where
    it has more commands than any label, or is not whole."""
    reader = _Reader(longest, dpi)
    return list(reader.read(_joined(bounded(tokens(content)))))


def _joined(found: Iterable[Token]) -> Iterator[Token]:
    """Control signs inside field data that are no command belong to the data."""
    held: list[Token] = []
    for token in found:
        is_data = token.is_sign and token.command not in table.ALLOWED
        if not (held and held[0].command in table.DATA and is_data):
            yield from _as_one(held)
            held = []
        held.append(token)
    yield from _as_one(held)


def _as_one(held: list[Token]) -> Iterator[Token]:
    if held:
        behind = b"".join(token.raw for token in held[1:])
        yield replace(held[0], raw=held[0].raw + behind, value=held[0].value + behind)


class _Reader:
    """Goes through the commands and remembers what a printer would."""

    def __init__(self, longest: int, dpi: int) -> None:
        self.longest = longest
        self.state, self.times = State(dpi=dpi), 1
        self.width: int | None = None
        self.length: int | None = None
        self.home = (0, 0)
        self.before: list[Chunk] = []
        self.forms: dict[bytes, int] = {}
        self.is_open = False
        self._begin()

    def _begin(self) -> None:
        self.chunks: list[Chunk] = []
        self.field, self.place = Field(), 0
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
            raise LabelError(messages.ZPL_NOT_WHOLE())

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
            self._note(token)
        elif name in SETTINGS:
            self._set(token)
        elif name in SHAPES:
            self._shape(token)
        else:
            self._field(token)

    def _note(self, token: Token) -> None:
        """Note what is not drawn but true of the whole label."""
        first = parameters(token)[0]
        match token.name:
            case "PW":
                self.width = self._side(token) or self.width
            case "LL":
                self.length = self._side(token) or self.length
            case "PQ":
                values = parameters(token)
                self.pieces, self.repeats = quantity(values), repeats(values)
            case "MU":
                self.state.dots = DOTS_PER_UNIT.get(first[:1].upper(), 1.0)
            case "JM":
                self.times = 2 if first[:1].upper() == b"B" else 1
            case "CI":
                self.state.code_page = CODE_PAGES.get(first, "cp850")
                self.state.has_cent = first in OF_SETS
            case _:
                self.stored = self._form(first)

    def _form(self, name: bytes) -> bytes:
        """A stored form under a name that the renderer takes."""
        return b"R:F%d.ZPL" % self.forms.setdefault(object_name(name), len(self.forms))

    def _side(self, token: Token) -> int:
        digits = tidy("GB", token.value, delimiter=token.delimiter, dots=self.state.dots).partition(b",")[0]
        return int(digits or 0) if int(digits or 0) <= self.longest else 0

    def _set(self, token: Token) -> None:
        value = tidy(token.name, token.value, delimiter=token.delimiter, dots=self.state.dots)
        if token.name == "CW":
            letter = parameters(token)[0][:1].upper()
            value = text.our_font(letter) if letter.isalnum() else b""
            if value:
                self.chunks.append(Chunk(value))
            return
        if token.name == "LH":
            self.home = corner_of(value)
        if token.name == "FW" and self.field.origin is not None:
            self.field.turn = value[:1]
        if token.name == "CF":
            self.state.font = self.state.font.changed(value)
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
        return tidy(token.name, token.value, delimiter=token.delimiter, dots=self.state.dots)

    def _field(self, token: Token) -> None:
        name = token.name
        if name in DATA:
            self.field.data = token
        elif name == "SF":
            self.field.mask = token
        elif name == "RF":
            self.field.is_tag = True
        elif name == "FH":
            self.field.is_hex = parameters(token)[0][:1] or b"_"
        elif name == "IL":
            self.chunks.append(
                Chunk(b"^FO0,0^XG%s,1,1^FS" % parameters(token)[0], self.place, is_drawing=True)
            )
        elif name[:1] == "A" and len(name) == 2:
            self.field.font, self.field.turn = token, b""
        elif name[:1] == "B" and name in SPECS:
            self.field.barcode, self.field.turn = token, b""
        elif name in SPECS:
            value = tidy(name, token.value, delimiter=token.delimiter, dots=self.state.dots)
            self.field.others.append((name, value))

    def _close(self) -> None:
        """A printer closes a field with `^FS`, with the next one, or with the label."""
        field, self.field = self.field, Field()
        if field.is_drawn or (field.others and field.data is None):
            self.place += field.is_drawn
            self.chunks.append(field.chunk(self.place, self.state))
            across, down = field.corner(self.state)
            self.far = (max(self.far[0], across + self.home[0]), max(self.far[1], down + self.home[1]))
