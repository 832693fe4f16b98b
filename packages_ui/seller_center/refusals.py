"""Reads a refusal: the document states only that a 400 is JSON, so every likely shape is understood.

`{field: [text]}`, `{"non_field_errors": …}`, `{"detail": text}`, a list with one object for each element of
an array that was sent (PKG106), a bare string, nested objects, plain text, and HTML from a proxy.
"""

import re
from collections.abc import Iterator
from html import unescape

import msgspec
from msgspec import Struct

from packages_ui.messages import seller_center as words
from packages_ui.messages.message import Message, message

WHOLE = (
    "",
    "non_field_errors",
    "__all__",
    "detail",
    "details",
    "message",
    "messages",
    "error",
    "errors",
    "title",
)
NOISE = ("code", "status", "status_code", "type", "trace_id", "request_id", "timestamp")
MOST_CHARACTERS = 300
MOST_MESSAGES = 20
MOST_BYTES = 64_000
MOST_DEPTH = 6


class Refusal(Struct, frozen=True, kw_only=True):
    """Why Seller Center refused, as sentences: for the whole, by field, and by element of a sent list."""

    messages: tuple[Message | str, ...] = ()
    fields: dict[str, tuple[str, ...]] = {}
    elements: dict[int, dict[str, tuple[str, ...]]] = {}

    def summary(self) -> Message:
        """All of it in one line of at most MOST_CHARACTERS."""
        reasons: list[Message | str] = [*self.messages, *_by_field(self.fields)]
        for index, fields in self.elements.items():
            reasons += [words.REFUSED_PART(number=index + 1, reason=text) for text in _by_field(fields)]
        whole = sum((message(reason) for reason in reasons), start=message(""))
        return whole if len(str(whole)) <= MOST_CHARACTERS else message(clip(str(whole)))


def read(content: bytes, content_type: str = "") -> Refusal:
    """Make sentences of a refusal's content. Never fails; an empty content is an empty Refusal."""
    content = content[:MOST_BYTES]
    try:
        body = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _of_text(content.decode("utf-8", "replace"), content_type)
    if isinstance(body, list) and any(isinstance(element, dict | list) for element in body):
        return _of_elements(body)
    return _of_pairs(_pairs(body))


def plain(text: str) -> str:
    """Text without tags, control characters and runs of blanks, clipped."""
    text = re.sub(r"(?is)<(script|style|head)\b.*?(</\1\s*>|\Z)", " ", text)
    text = unescape(re.sub(r"(?s)<[a-zA-Z/!?][^>]*(>|\Z)", " ", text))
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return clip(" ".join(printable.split()))


def clip(text: str) -> str:
    """At most MOST_CHARACTERS characters."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def sentence(text: str) -> str:
    """Text as a sentence: plain, with a full stop."""
    text = plain(text)
    return text if not text or text[-1] in ".!?…:" else f"{text}."


def _of_text(text: str, content_type: str) -> Refusal:
    reason: Message | str = sentence(text)
    if "html" in content_type or re.search(r"(?i)<(html|!doctype|body|h1)", text[:2000]):
        reason = words.ERROR_PAGE(text=reason) if reason else words.EMPTY_ERROR_PAGE()
    return Refusal(messages=(reason,) if reason else ())


def _of_elements(content: list[object]) -> Refusal:
    elements: dict[int, dict[str, tuple[str, ...]]] = {}
    for index, element in enumerate(content[:MOST_MESSAGES]):
        if fields := _fields(_pairs(element)):
            elements[index] = fields
    return Refusal(elements=elements)


def _of_pairs(pairs: Iterator[tuple[str, str]]) -> Refusal:
    fields = _fields(pairs)
    return Refusal(messages=fields.pop("", ()), fields=fields)


def _fields(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The sentences by field, those for the whole under "" and first."""
    fields: dict[str, tuple[str, ...]] = {}
    for count, (name, text) in enumerate(pairs):
        if count >= MOST_MESSAGES:
            break
        if text not in fields.get(name, ()):
            fields[name] = (*fields.get(name, ()), text)
    return {"": fields.pop(""), **fields} if "" in fields else fields


def _pairs(value: object, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every sentence in `value` with the field it stands under; "" for the whole."""
    if depth > MOST_DEPTH or value is None:
        return
    if isinstance(value, dict):
        name = _named(value, name)
        for key, element in value.items():
            if not _is_noise(key, value):
                yield from _pairs(element, _under(name, plain(str(key))), depth + 1)
    elif isinstance(value, list):
        for element in value:
            yield from _pairs(element, name, depth + 1)
    elif text := sentence(str(value)):
        yield name, text


def _named(fields: dict[str, object], name: str) -> str:
    """The shape `{"field": "status", "message": "…"}` names its field beside the words."""
    field = fields.pop("field", None) if any(word in fields for word in WHOLE) else None
    return _under(name, plain(field)) if isinstance(field, str) else name


def _under(name: str, key: str) -> str:
    if key in WHOLE or key.isdigit():
        return name
    return f"{name}.{key}" if name else key


def _is_noise(key: str, fields: dict[str, object]) -> bool:
    """A code beside words means nothing to a person; `status` with a list is the field's own refusal."""
    return key in NOISE and not isinstance(fields[key], list | dict) and any(word in fields for word in WHOLE)


def _by_field(fields: dict[str, tuple[str, ...]]) -> list[str]:
    return [f"{name}: {' '.join(texts)}" if name else " ".join(texts) for name, texts in fields.items()]
