"""A group of IPP attributes as typed values. Reading them never raises, whatever a printer sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packages_ui.printers.words import LONGEST_WORDS, plain

MOST_VALUES = 1000  # of one attribute; a CUPS queue lists some 100 paper sizes


@dataclass(frozen=True, slots=True)
class Attributes:
    values: Mapping[str, Sequence[object]] = field(default_factory=dict)

    def number(self, name: str) -> int | None:
        value = self._first(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def numbers(self, name: str) -> tuple[int, ...]:
        values = self.values.get(name, ())[:MOST_VALUES]
        return tuple(each for each in values if isinstance(each, int) and not isinstance(each, bool))

    def flag(self, name: str) -> bool | None:
        value = self._first(name)
        return value if isinstance(value, bool) else None

    def text(self, name: str, *, longest: int = LONGEST_WORDS) -> str:
        """Cleaned; empty if missing."""
        value = self._first(name)
        return plain(value, longest=longest) if isinstance(value, str) else ""

    def keywords(self, name: str) -> tuple[str, ...]:
        """All values, cleaned; keywords and MIME types alike. "none" counts as no value."""
        values = [value for value in self.values.get(name, ()) if isinstance(value, str)]
        cleaned = (plain(value) for value in values[:MOST_VALUES])
        return tuple(word for word in cleaned if word not in ("", "none"))

    def _first(self, name: str) -> object:
        values = self.values.get(name)
        return values[0] if values else None
