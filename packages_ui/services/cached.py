"""Values in the cache, each of one type: JSON there, and what does not fit the type is a miss."""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, TypeVar

import msgspec
from django.core.cache import cache

from packages_ui.messages.message import Message, dump, load

T = TypeVar("T")


class Cached(Generic[T]):
    """`kind` is a dataclass, a Struct or a tuple of them, of what msgspec knows and Messages."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    def get(self, key: str) -> T | None:
        return self._read(cache.get(key))

    def get_many(self, keys: Iterable[str]) -> dict[str, T]:
        """Those that are kept."""
        found = cache.get_many(keys)
        read = {key: self._read(value) for key, value in found.items()}
        return {key: value for key, value in read.items() if value is not None}

    def set(self, key: str, value: T, seconds: float) -> None:
        cache.set(key, _written(value), seconds)

    def set_many(self, values: Mapping[str, T], seconds: float) -> None:
        cache.set_many({key: _written(value) for key, value in values.items()}, seconds)

    def _read(self, value: Any) -> T | None:
        if value is None:
            return None
        try:
            return msgspec.convert(value, self._kind, dec_hook=_message)
        except msgspec.ValidationError:
            return None


def _written(value: object) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(value, enc_hook=_text))


def _text(value: object) -> str:
    if isinstance(value, Message):
        return dump(value)
    raise NotImplementedError(type(value).__name__)


def _message(kind: type, value: Any) -> Message:
    if kind is Message and isinstance(value, str):
        return load(value)
    raise ValueError(kind.__name__)
