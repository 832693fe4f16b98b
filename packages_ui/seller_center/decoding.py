"""From the bytes of a response to typed values.

The quick way decodes a row as it stands. A row that does not fit is loosened (a number where text is
documented, a date without a zone, a company as a string) and tried again; what still does not fit is
named by its path and never hides the rows beside it.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from packages_ui.seller_center.refusals import plain
from packages_ui.seller_center.types import (
    Item,
    ItemFilters,
    MalformedRow,
    Package,
    Page,
    ShippingCompany,
    ShippingMethod,
)

S = TypeVar("S", bound=Struct)
T = TypeVar("T")
MOST_COUNT = 1_000_000_000
MOST_VALUES = 500_000
Json = dict[str, Any]

NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")  # no sign of any text, and PostgreSQL keeps none

_ANYTHING = msgspec.json.Decoder(float_hook=Decimal)
_PACKAGE = msgspec.json.Decoder(Package)
_ITEM = msgspec.json.Decoder(Item)


class NotAsDocumented(ValueError):
    """The content of a response does not fit; str() names the path and holds none of the content."""


class _Body(Struct):
    results: list[Raw]
    count: Any = None


class _Label(Struct):
    data: Raw | msgspec.UnsetType = msgspec.UNSET


_BODY = msgspec.json.Decoder(_Body)
_ROWS = msgspec.json.Decoder(list[Raw])
_LABEL = msgspec.json.Decoder(_Label)
_RAW = msgspec.json.Decoder(Raw)


def packages(content: bytes, filters: ItemFilters) -> Page[Package]:
    """A page of PKG101. Raises NotAsDocumented when the page itself does not fit."""
    return _page(content, filters, package)


def items(content: bytes, filters: ItemFilters) -> Page[Item]:
    """A page of PKG102. Raises NotAsDocumented when the page itself does not fit."""
    return _page(content, filters, item)


def package(content: bytes | Raw) -> Package:
    """The package of PKG103, or one row of PKG101."""
    return _row(content, _PACKAGE, Package)


def item(content: bytes | Raw) -> Item:
    """One row of PKG102."""
    return _row(content, _ITEM, Item)


def label(content: bytes) -> str:
    """The label string of PKG104 as it came: its content shows its format. Where there is none, what came
    instead, as JSON: a list of labels, null, or an object with the reason. No content is `null`."""
    if not content.strip():
        return "null"
    return _fitting(lambda: _label(content))


def _label(content: bytes) -> str:
    raw = bytes(_RAW.decode(content))
    if raw.lstrip()[:1] == b"{":
        data = _LABEL.decode(content).data
        raw = raw if isinstance(data, msgspec.UnsetType) else bytes(data)
    return msgspec.json.decode(raw, type=str) if raw.lstrip()[:1] == b'"' else raw.decode().strip()


def methods(content: bytes, filters: ItemFilters) -> Page[ShippingMethod]:
    """Shipping methods as a page, or as a plain list, which is then the only page."""
    page = _page(content, filters, method)
    if content.lstrip()[:1] == b"[":
        return replace(page, count=len(page.results) + len(page.malformed))
    return page


def method(raw: Raw) -> ShippingMethod:
    """`{id or uuid, name, shipping_company: an object or a string}`."""
    row = _fitting(lambda: _ANYTHING.decode(raw))
    if isinstance(row, dict) and row.get("id") is None:
        row["id"] = row.get("uuid")
    return _fitting(lambda: msgspec.convert(_loosen(row, ShippingMethod), ShippingMethod))


def _page(content: bytes, filters: ItemFilters, read: Callable[[Raw], S]) -> Page[S]:
    rows, count = _rows(content, filters.limit)
    results: list[S] = []
    malformed: list[MalformedRow] = []
    for index, raw in enumerate(rows):
        try:
            results.append(read(raw))
        except NotAsDocumented as reason:
            malformed.append(MalformedRow(index=index, number=_number(raw), reason=str(reason)))
    return Page(
        count=count,
        page=filters.page,
        limit=filters.limit,
        results=tuple(results),
        malformed=tuple(malformed),
    )


def _rows(content: bytes, limit: int) -> tuple[list[Raw], int | None]:
    """At most `limit` rows, of a page; a plain list is the only page and has no limit of its own."""
    if content.count(b",") > MOST_VALUES:  # each row takes a hundred bytes, however empty it is
        raise NotAsDocumented(f"more than {MOST_VALUES} values")
    if content.lstrip()[:1] == b"[":
        return _fitting(lambda: _ROWS.decode(content)), None
    body = _fitting(lambda: _BODY.decode(content))
    counted = isinstance(body.count, int) and not isinstance(body.count, bool) and body.count >= 0
    if counted and body.count > MOST_COUNT:
        raise NotAsDocumented(f"a count of more than {MOST_COUNT} - at `$.count`")
    return body.results[:limit], body.count if counted else None


def _row(content: bytes | Raw, decoder: "msgspec.json.Decoder[S]", kind: type[S]) -> S:
    if b"\\u0000" in (written := bytes(content)):
        content = NUL.sub(rb"\1", written)
    try:
        return decoder.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _fitting(lambda: msgspec.convert(_loosen(_ANYTHING.decode(content), kind), kind))


def _fitting(decode: Callable[[], T]) -> T:
    try:
        return decode()
    except RecursionError:
        raise NotAsDocumented("nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAsDocumented(plain(str(error))) from None


def _number(raw: Raw) -> str | None:
    try:
        row = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    number = row.get("number") if isinstance(row, dict) else None
    return plain(str(number)) if isinstance(number, str | int) else None


def _loosen(fields: Any, kind: type[Struct]) -> Any:
    """`fields` with each value brought near to what `kind` documents; what cannot be is left as it is."""
    if not isinstance(fields, dict):
        return fields
    kinds = _kinds(kind)
    return {name: _near(value, kinds[name]) for name, value in fields.items() if name in kinds}


def _near(value: Any, kind: type) -> Any:
    if kind is str:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if value == "":
        return None
    if isinstance(value, str):
        return _from_text(value, kind)
    if issubclass(kind, Struct):
        return _loosen(value, kind)
    return value


def _from_text(text: str, kind: type) -> Any:
    if kind is ShippingCompany:
        return {"name": text}
    if kind is datetime:
        return _moment(text)
    if kind is int and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return text


def _moment(text: str) -> datetime | str:
    """Any ISO date, without a zone taken as UTC; other text is left for the decoder to refuse."""
    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        return text


@cache
def _kinds(kind: type[Struct]) -> dict[str, type]:
    """The bare type of each field, without None and annotations."""
    return {name: _bare(hint) for name, hint in get_type_hints(kind).items()}


def _bare(hint: Any) -> type:
    if get_origin(hint) in (Union, UnionType):
        hint = next(choice for choice in get_args(hint) if choice is not NoneType)
    if get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return hint if isinstance(hint, type) else object
