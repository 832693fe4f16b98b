"""ZPL taken apart as a printer reads it: every byte belongs to one command.

A printer skips control signs, takes small letters for capitals, lets a label choose other prefixes, and reads
counted binary data whatever it holds. Nothing here knows what a command does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

RS, DLE = 0x1E, 0x10  # on some printers they stand for ^ and ~
SIGNS = {0x02: "XA", 0x03: "XZ", 0x0F: "FS"}  # STX, ETX and SI stand for a whole command
CONTROLS = re.compile(rb"[\0-\x1f\x7f]+")
GRAPHIC = rb"\s*([A-Za-z])\s*%(d)s\s*(\d*)\s*%(d)s[^%(d)s^~]*%(d)s[^%(d)s^~]*%(d)s"
OBJECT = rb"[^%(d)s^~]*%(d)s\s*([A-Za-z])\s*%(d)s[^%(d)s^~]*%(d)s\s*(\d*)\s*%(d)s[^%(d)s^~]*%(d)s"
KINDS = {b"A", b"B", b"C", b"P"}
NO_COUNT = re.compile(rb"\s*[Aa]")  # read as text, however much of its head is missing
LONGEST_HEAD = 200  # bytes before counted data
PNG = b"\x89PNG"
MOST_CHANGES = 50  # of prefixes: no label needs more, and each costs a pattern


@dataclass(frozen=True, slots=True)
class Token:
    """One command. `raw`: all its bytes. `prefix`: `^` or `~`, whatever sign stood for it, or empty for text
    before the first command. `name`: its two letters in capitals, fewer where there are none. `value`: the
    rest, as it came. `delimiter`: what parts its parameters.

    `is_sign`: a control sign (RS, DLE, STX, ETX, SI) stood for the prefix or for all of it.
    `is_whole`: false where a printer would still wait for counted data, or reads what nobody can foresee.
    """

    raw: bytes
    prefix: bytes = b""
    name: str = ""
    value: bytes = b""
    delimiter: bytes = b","
    is_sign: bool = False
    is_whole: bool = True

    @property
    def command(self) -> str:
        """Prefix and name, such as `^FO`."""
        return self.prefix.decode() + self.name


def tokens(content: bytes) -> Iterator[Token]:
    """Take ZPL apart, in one pass. The tokens' `raw` joined are `content`. Never raises."""
    return _Reader(content).read()


class _Reader:
    """Where it is, and the signs that hold there."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.caret, self.tilde, self.delimiter = ord("^"), ord("~"), ord(",")
        self.changes = 0

    def read(self) -> Iterator[Token]:
        start = self._next(0)
        if start:
            yield Token(self.content[:start])
        while start < len(self.content):
            token = self._token(start)
            yield token
            start += len(token.raw)

    def _next(self, start: int) -> int:
        found = _prefixes(self.caret, self.tilde).search(self.content, start)
        return found.start() if found else len(self.content)

    def _token(self, start: int) -> Token:
        sign = self.content[start]
        if sign in SIGNS and sign not in {self.caret, self.tilde}:
            end = self._next(start + 1)
            raw = self.content[start:end]
            return Token(raw, b"^", SIGNS[sign], raw[1:], is_sign=True)
        prefix = b"^" if sign in {self.caret, RS} else b"~"
        name, at = self._name(start + 1)
        delimiter = bytes([self.delimiter])
        end, is_whole = self._end(prefix, name, at)
        raw, value = self.content[start:end], self.content[at:end]
        return Token(raw, prefix, name, value, delimiter, sign not in {self.caret, self.tilde}, is_whole)

    def _name(self, at: int) -> tuple[str, int]:
        """Its letters, between which a printer skips control signs; never over the next prefix."""
        letters, stops = bytearray(), {self.caret, self.tilde, RS, DLE, *SIGNS}
        while len(letters) < 2 and at < len(self.content) and self.content[at] not in stops:
            if skipped := CONTROLS.match(self.content, at, self._next(at)):
                at = skipped.end()
                continue
            letters.append(self.content[at])
            at += 1
        return letters.decode("latin-1").upper(), at

    def _end(self, prefix: bytes, name: str, at: int) -> tuple[int, bool]:
        if name in {"CC", "CT", "CD"}:
            return self._change(name, at)
        if (prefix, name) in {(b"^", "GF"), (b"~", "DY")}:
            return self._counted(name, at)
        return self._next(at), True

    def _change(self, name: str, at: int) -> tuple[int, bool]:
        """The byte behind the name is the new sign, even where it is a prefix itself."""
        if skipped := CONTROLS.match(self.content, at):
            at = skipped.end()
        self.changes += 1
        if at >= len(self.content) or self.changes > MOST_CHANGES:
            return len(self.content), False
        if name == "CC":
            self.caret = self.content[at]
        elif name == "CT":
            self.tilde = self.content[at]
        else:
            self.delimiter = self.content[at]
        return self._next(at + 1), True

    def _counted(self, name: str, at: int) -> tuple[int, bool]:
        """Text goes on to the next command; binary data to its declared length."""
        pattern = _head(name, self.delimiter)
        head = pattern.match(self.content, at, min(len(self.content), at + LONGEST_HEAD))
        if head is None or head[1].upper() not in KINDS:
            return self._next(at), NO_COUNT.match(self.content, at) is not None
        is_text = head[1].upper() == b"A" or (head[1].upper() == b"P" and not self._is_png(head.end()))
        if is_text:
            return self._next(head.end()), True
        end = head.end() + (int(head[2]) if head[2] and len(head[2]) < 9 else len(self.content))
        if end > len(self.content):
            return len(self.content), False
        return self._next(end), True

    def _is_png(self, at: int) -> bool:
        return self.content[at : at + len(PNG)] == PNG


@cache
def _prefixes(caret: int, tilde: int) -> re.Pattern[bytes]:
    """All commands of the tilde begin with a letter: before all else it is text, as in ^BXN,5,200,,,,~"""
    signs = bytes(dict.fromkeys(sign for sign in (caret, RS, DLE, *SIGNS)))
    command = re.escape(bytes([tilde])) + rb"(?=[\0-\x20\x7f]*[A-Za-z])"
    return re.compile(b"[" + re.escape(signs) + b"]|" + command)


@cache
def _head(name: str, delimiter: int) -> re.Pattern[bytes]:
    parts = {b"d": re.escape(bytes([delimiter]))}
    return re.compile((GRAPHIC if name == "GF" else OBJECT) % parts)
