"""A sentence as a code and its parameters: stored and cached so, and put into the reader's language when it
is shown.

A topic's module defines its sentences once: `PAPER_OUT = define("printing.paper_out", "{printer} is out of
paper.")`; `PAPER_OUT(printer="Zebra")` is a Message, and `str()` of it is the sentence in the language that
is active at that moment.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from string import Formatter
from typing import Any, Final, Union

Param = Union[str, int, float, datetime, "Message", "tuple[Param, ...]"]
Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
STARTS_WITH = '{"code":'
PLAIN: Final = ""  # the code of a sentence that came as it is: a row of before there were codes
JOINED: Final = "joined"


class _Language:
    """How this process translates; English until `translate_with` is called."""

    gettext: Gettext = staticmethod(lambda text: text)
    ngettext: Ngettext = staticmethod(lambda one, many, count: one if count == 1 else many)
    when: Callable[[datetime], str] = staticmethod(lambda at: f"{at:%d.%m.%Y %H:%M}")


def translate_with(*, gettext: Gettext, ngettext: Ngettext, when: Callable[[datetime], str]) -> None:
    """Django's functions, once for each process. `when` formats a date with its time."""
    _Language.gettext, _Language.ngettext, _Language.when = (
        staticmethod(gettext),
        staticmethod(ngettext),
        staticmethod(when),
    )


class Message:
    """Made by a Template. It equals a text that says the same in the language that is active.

    Not a dataclass: msgspec would read one field by field, where `dump` and `load` say how it is written."""

    __slots__ = ("code", "params")
    code: Final[str]
    params: Final[Mapping[str, Param]]

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        self.code, self.params = code, params

    def __repr__(self) -> str:
        return f"Message({self.code!r}, {dict(self.params)!r})"

    def __str__(self) -> str:
        if self.code == PLAIN:
            return str(self.params["text"])
        if self.code == JOINED:
            return " ".join(filter(None, map(_shown, _parts(self))))
        template = TEMPLATES.get(self.code)
        return template.fill(self.params) if template else self.code

    def __add__(self, other: "Message | str") -> "Message":
        """Both sentences, one after the other; an empty one leaves the other as it is."""
        return _of_parts(tuple(part for part in (*_parts(self), *_parts(message(other))) if part))

    def __bool__(self) -> bool:
        return self.code != PLAIN or bool(self.params["text"])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Message):
            return self.code == other.code and dict(self.params) == dict(other.params)
        return str(self) == other if isinstance(other, str) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.code)

    def __contains__(self, text: str) -> bool:
        return text in str(self)

    def __reduce__(self) -> Any:
        return (Message, (self.code, dict(self.params)))

    @property
    def is_plain(self) -> bool:
        """Whether it came as a text, and is that in every language."""
        return self.code == PLAIN

    def without(self, *templates: "Template") -> "Message":
        """The other sentences that it is made of."""
        codes = {template.code for template in templates}
        parts = (part for part in _parts(self) if isinstance(part, Message) and part.code not in codes)
        return _of_parts(tuple(parts))

    def says(self, *templates: "Template") -> bool:
        """Whether one of these sentences is it, or a part of it."""
        codes = {part.code for part in _parts(self) if isinstance(part, Message)}
        return not codes.isdisjoint(template.code for template in templates)


@dataclass(frozen=True, slots=True)
class Template:
    """`one` is the English sentence; with `many`, the parameter `count` decides which of the two is used."""

    code: str
    one: str
    many: str = ""

    def __call__(self, **params: Param) -> Message:
        """TypeError where a parameter is missing or unknown."""
        if params.keys() != names(self.many or self.one):
            wanted, got = sorted(names(self.many or self.one)), sorted(params)
            raise TypeError(f"{self.code} takes {wanted}, not {got}")
        return Message(self.code, params)

    def fill(self, params: Mapping[str, Param]) -> str:
        """In the language that is active; in English where its translation cannot be filled."""
        values = {name: _shown(value) for name, value in params.items()}
        count = params.get("count")
        if self.many and isinstance(count, int):
            text = _Language.ngettext(self.one, self.many, count)
        else:
            text = _Language.gettext(self.one)
        try:
            return text.format(**values)
        except (KeyError, IndexError, ValueError):
            return (self.many or self.one).format_map(_Lenient(values))


TEMPLATES: dict[str, Template] = {}


def define(code: str, text: str) -> Template:
    """One sentence. `code` is what is stored, such as `printing.paper_out`: it never changes."""
    return _add(Template(code, text))


def define_plural(code: str, one: str, many: str) -> Template:
    """A sentence that depends on its parameter `count`, which `many` names; `one` may leave it out."""
    return _add(Template(code, one, many))


def _add(template: Template) -> Template:
    if template.code in TEMPLATES:
        raise ValueError(f"two sentences have the code {template.code}")
    TEMPLATES[template.code] = template
    return template


def message(text: "Message | str") -> Message:
    """What came as a text, as it is in every language."""
    return text if isinstance(text, Message) else Message(PLAIN, {"text": text})


NOTHING: Final = message("")


def joined(texts: Iterable["Message | str"]) -> Message:
    """Several sentences, one after the other; each once, those that are empty left out."""
    parts = (part for text in texts for part in _parts(message(text)) if part)
    return _of_parts(tuple(dict.fromkeys(parts)))


@cache
def names(text: str) -> frozenset[str]:
    """Of the parameters that a sentence takes."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def dump(text: "Message | str") -> str:
    """What is stored: JSON of code and parameters; a plain text as it is."""
    if isinstance(text, str):
        return text
    if text.code == PLAIN:
        return str(text.params["text"])
    return json.dumps(_packed(text), ensure_ascii=False, separators=(",", ":"))


def load(stored: str) -> Message:
    """What `dump` made; any other text is a plain one."""
    if stored.startswith(STARTS_WITH):
        try:
            read = _unpacked(json.loads(stored))
        except (ValueError, KeyError, TypeError, AttributeError):
            return message(stored)
        return read if isinstance(read, Message) else message(stored)
    return message(stored)


def _packed(value: Param) -> Any:
    match value:
        case Message():
            return {
                "code": value.code,
                "params": {name: _packed(part) for name, part in value.params.items()},
            }
        case datetime():
            return {"at": value.isoformat()}
        case tuple():
            return [_packed(part) for part in value]
        case _:
            return value


def _unpacked(value: Any) -> Param:
    match value:
        case {"code": str(code), "params": params}:
            return Message(code, {name: _unpacked(part) for name, part in params.items()})
        case {"at": str(at)}:
            return datetime.fromisoformat(at)
        case list():
            return tuple(_unpacked(part) for part in value)
        case str() | int() | float():
            return value
    raise ValueError("not a message")


def _parts(text: Message) -> tuple[Param, ...]:
    parts = text.params["parts"] if text.code == JOINED else (text,)
    return parts if isinstance(parts, tuple) else (parts,)


def _of_parts(parts: tuple[Param, ...]) -> Message:
    if len(parts) == 1 and isinstance(parts[0], Message):
        return parts[0]
    return Message(JOINED, {"parts": parts}) if parts else NOTHING


def _shown(value: Param) -> str:
    match value:
        case datetime():
            return _Language.when(value)
        case tuple():
            return ", ".join(map(_shown, value))
        case _:
            return str(value)


class _Lenient(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
