"""What of a carrier's ZPL may go to a printer: what is known to belong to a label, and nothing else."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packages_ui.labels.errors import LabelError
from packages_ui.labels.limits import MAX_PAGES
from packages_ui.labels.zpl import table
from packages_ui.labels.zpl.code_page import CodePage
from packages_ui.labels.zpl.pieces import quantity, without_pauses
from packages_ui.labels.zpl.tokens import Token, tokens
from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message, Template

MOST_COMMANDS = 100_000
MOST_PARAMETERS = 16  # no command has more
MOST_DECLARED = 16_000_000  # bytes of a picture or font: more than the largest label at 600 dpi
# SGD, SGD as JSON, PJL, and the first line of CPCL.
USUAL = re.compile(rb"\^|~[\0-\x20\x7f]*[A-Za-z]")
OTHER_LANGUAGE = re.compile(
    rb"!\s*U1?\s+(?:set|get|do)|\{\}\s*\{|@PJL|!\s+\d+\s+\d+\s+\d+\s+\d+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`content` may go to a printer, without a frame; it is empty where nothing of it may, and then `refusal`
    says why. `pieces`: how many pieces of paper it makes. `names`: the commands in it. `left_out`: those that
    are not in it, though the label has them. `is_better_drawn`: what is left out would move or change what is
    on the paper, so that a picture of the label is nearer to it."""

    content: bytes
    pieces: int
    names: frozenset[str]
    left_out: tuple[str, ...] = ()
    refusal: Message = NOTHING
    is_better_drawn: bool = False


def clean(content: bytes) -> Cleaned:
    """LabelError where the ZPL is not whole, or would make more paper than any label."""
    found = list(bounded(tokens(content)))
    cleaner = _Cleaner(found)
    for token in found:
        cleaner.take(token)
    return cleaner.cleaned()


def bounded(found: Iterable[Token]) -> Iterator[Token]:
    """The same; LabelError where there are more than any label has."""
    for count, token in enumerate(found):
        if count == MOST_COMMANDS:
            raise LabelError(messages.ZPL_TOO_MANY())
        yield token


def parameters(token: Token) -> list[bytes]:
    """What stands behind the name, without the blanks around it."""
    return [part.strip(b" \t\r\n\0") for part in token.value.split(token.delimiter, MOST_PARAMETERS)]


def object_name(text: bytes) -> bytes:
    """`LOGO` of `R:LOGO.GRF`."""
    return text.rpartition(b":")[2].partition(b".")[0].strip().upper()


class _Cleaner:
    """Goes through the commands in order and keeps what may go."""

    def __init__(self, found: list[Token]) -> None:
        self.used = set(_used(found))
        self.loaded = {
            object_name(parameters(token)[0]) for token in found if token.command in table.DOWNLOADS
        }
        self.out: list[bytes] = []
        self.names: set[str] = set()
        self.left_out: dict[str, None] = {}
        self.refusal = NOTHING
        self.is_better_drawn = self.is_open = self.draws = self.is_stored = False
        self.pieces, self.quantity = 0, 1
        self.before = ""
        self.code_page = CodePage(is_named=any(token.command == "^CI" for token in found))

    def take(self, token: Token) -> None:
        if not token.is_whole or _waits_for_more(token):
            self.refusal = self.refusal or messages.ZPL_NOT_WHOLE()
        command = token.command
        if command in {"^XA", "^XZ"}:
            self._frame(token)
            self._refuse_signs(token)
        elif self._may_pass(token):
            self._keep(token)
            self._refuse_signs(token)
        elif token.raw.strip() and command not in table.PREFIXES:
            self.left_out[command or "text"] = None
        if token.prefix and token.name:
            self.before = command

    def cleaned(self) -> Cleaned:
        if self.is_open:
            raise LabelError(messages.ZPL_NOT_WHOLE())
        if self.pieces > MAX_PAGES:
            raise LabelError(messages.TOO_MANY_PIECES(pieces=self.pieces))
        content = b"" if self.refusal else b"".join(self.out)
        return Cleaned(
            content,
            self.pieces,
            frozenset(self.names),
            tuple(self.left_out),
            self.refusal,
            self.is_better_drawn,
        )

    def _frame(self, token: Token) -> None:
        """A second `^XA` changes nothing, and what stands behind `^XZ` belongs to no label."""
        if token.command == "^XA":
            if not self.is_open:
                self.quantity, self.draws, self.is_stored, self.is_open = 1, False, False, True
            self.out.append(_name(token) + _own_text(token.value))
        elif self.is_open:
            self.pieces += self.quantity if self.draws and not self.is_stored else 0
            self.is_open = False
            blank = len(token.value) - len(token.value.lstrip(b"\r\n\t "))
            self.out.append(_name(token) + token.value[:blank])

    def _may_pass(self, token: Token) -> bool:
        command = token.command
        if not token.prefix or (not token.name and not self.is_open):
            return False
        if token.is_sign and self.before in table.DATA and not _is_known(command):
            self._refuse(messages.HARM_SIGNS)  # data, or a command: nobody knows
            return False
        if command in table.HARMS or command.startswith(table.NETWORK):
            return self._may_harm(token)
        if token.prefix == b"~":
            return command in table.DOWNLOADS and object_name(parameters(token)[0]) in self.used
        return (self.is_open or command == "^CI") and self._is_harmless(token)

    def _may_harm(self, token: Token) -> bool:
        if token.command == "^SZ" and parameters(token)[0][:1] == b"2":  # what every printer knows anyway
            return self.is_open
        if self.is_open:
            self._refuse(table.HARMS.get(token.command, messages.HARM_NETWORK))
        return False

    def _is_harmless(self, token: Token) -> bool:
        command, value = token.command, parameters(token)[0]
        if command in {"^LS", "^LT"}:
            self.is_better_drawn |= value.strip(b"+-0") != b""
        if command == "^MC" and value[:1].upper() == b"N":
            self.is_better_drawn = True
            return False
        if command == "^CW" and value[:1].decode("latin-1").upper() in table.RESIDENT_FONTS:
            self.is_better_drawn = True
            return False
        if command == "^MU" and len(parameters(token)) > 1:  # converts dots of one dpi into another's
            self.is_better_drawn = True
            return False
        if command == "^ID":
            return value[:2].upper() == b"R:" or object_name(value) in self.loaded
        return not token.name or _is_known(command)

    def _refuse_signs(self, token: Token) -> None:
        """Where a label chose other prefixes, the usual ones are text to it, but commands to a printer."""
        if not _is_counted(token) and USUAL.search(token.value):
            self._refuse(messages.HARM_LITERAL)

    def _refuse(self, why: Template) -> None:
        self.refusal = self.refusal or messages.ZPL_REFUSED(why=why())

    def _keep(self, token: Token) -> None:
        command = token.command
        self.draws |= command in table.DRAWS
        self.is_stored |= command == "^DF"
        if command == "^PQ":
            self.quantity = quantity(parameters(token))
        if command == "^CI":
            self.code_page.name(b",".join(parameters(token)))
        if command in table.TEXTS:
            self.out.append(self.code_page.before(token.value))
        self.names.add(command)
        text = self._text(token)
        self.out.append(text if self.is_open or token.prefix == b"~" else b"^XA" + text.strip() + b"^XZ\n")

    def _text(self, token: Token) -> bytes:
        """As it came, in the signs that every printer knows."""
        if token.command == "^PQ" and (unpaused := without_pauses(parameters(token))):
            return unpaused
        if (found := OTHER_LANGUAGE.search(token.value)) and not _is_counted(token):
            if token.command in table.DATA or token.prefix == b"~":
                self._refuse(messages.HARM_OTHER_LANGUAGE)
            return _name(token) + token.value[: found.start()]
        if token.delimiter == b"," and _is_usual(token):
            return token.raw
        return self._respelt(token)

    def _respelt(self, token: Token) -> bytes:
        name, value = _name(token), token.value
        if token.command not in table.DATA and not _is_counted(token):
            if token.delimiter != b"," and b"," in value:
                self._refuse(messages.HARM_LITERAL)
            value = value.replace(token.delimiter, b",")
        return name + value


def _used(found: Iterable[Token]) -> Iterator[bytes]:
    for token in found:
        if (place := table.USES.get(token.command)) is not None:
            yield object_name((*parameters(token), b"", b"", b"")[place])


def _is_usual(token: Token) -> bool:
    return not token.is_sign and token.raw[:1] == token.prefix


def _name(token: Token) -> bytes:
    """Prefix and name, as they came where every printer knows them."""
    if _is_usual(token):
        return token.raw[: len(token.raw) - len(token.value)]
    return token.prefix + token.name.encode("latin-1")


def _is_known(command: str) -> bool:
    kind, letter = command[1:2], command[2:3]
    return command in table.ALLOWED or (
        kind in {"A", "B"} and letter in table.FONT_OR_BARCODE and letter != ""
    )


def _waits_for_more(token: Token) -> bool:
    """Whether it declares more bytes than any picture or font has: a printer would take the next labels for
    them."""
    if token.command not in {*table.DOWNLOADS, "^GF"}:
        return False
    numbers = (part for part in parameters(token)[:4] if part.isdigit())
    return any(len(part) > 18 or int(part) > MOST_DECLARED for part in numbers)


def _is_counted(token: Token) -> bool:
    return token.command in {"^GF", "~DY"} and token.value.lstrip()[:1].upper() != b"A"


def _own_text(value: bytes) -> bytes:
    found = OTHER_LANGUAGE.search(value)
    return value[: found.start()] if found else value
