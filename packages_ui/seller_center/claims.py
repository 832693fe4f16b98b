"""Claims of customers as Seller Center lists them (`GET /api/i2/claims/`).

That page of the document is not public: that claims have a type, a status and items is known, their shapes
are not. So every field is read as far as it makes sense; a row without type or status is counted as unread.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from packages_ui.seller_center.decoding import NotAsDocumented
from packages_ui.seller_center.refusals import plain

CANCEL, OPEN = "cancel", ("open", "waiting")
MOST_ITEMS = 500  # of one claim
MOST_OF_TEXT = 200  # characters
PAGES = ("results", "data", "claims")
ITEMS = ("items", "claim_items", "order_items", "package_items")
NUMBERS = ("number", "item_number", "package_item", "order_item", "item", "id")
PACKAGES = ("package_number", "package")
IDS, TYPES = ("number", "id", "pk"), ("type", "claim_type")
ORDERS = ("order_number", "order")
REASONS = ("reason", "claim_reason", "description")
WORDS = ("value", "name", "number", "code", "reason", "id")


class Claim(Struct, frozen=True, kw_only=True):
    """`items` are numbers of items, each with its package's number where the claim has it. `package` and
    `order` are the claim's own, empty where it has none."""

    id: str
    type: str
    status: str
    items: tuple[tuple[str, str], ...] = ()
    package: str = ""
    order: str = ""
    reason: str = ""

    @property
    def is_open_cancel(self) -> bool:
        """Older servers ignore a filter, so each row is checked against the request."""
        return self.type == CANCEL and self.status in OPEN


class ClaimsPage(Struct, frozen=True, kw_only=True):
    """`rows` were in it, of `count` in all; `unread` of them could not be read."""

    claims: tuple[Claim, ...] = ()
    rows: int = 0
    count: int | None = None
    unread: int = 0


def claims(content: bytes) -> ClaimsPage:
    """One page, or a plain list. Raises NotAsDocumented."""
    try:
        body = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotAsDocumented(plain(str(error))) from None
    rows = body if isinstance(body, list) else _rows(body)
    count = body.get("count") if isinstance(body, dict) else len(rows)
    found = [claim for row in rows if (claim := _claim(row))]
    return ClaimsPage(
        claims=tuple(found),
        rows=len(rows),
        count=count if isinstance(count, int) and not isinstance(count, bool) else None,
        unread=len(rows) - len(found),
    )


def _rows(body: Any) -> list[Any]:
    for name in PAGES if isinstance(body, dict) else ():
        if isinstance(body.get(name), list):
            return list(body[name])
    raise NotAsDocumented("no list of claims")


def _claim(row: Any) -> Claim | None:
    if not isinstance(row, dict):
        return None
    number, kind, status = (
        _first(row, names) for names in (("number", "id", "pk"), ("type", "claim_type"), ("status",))
    )
    if not (number and kind and status):
        return None
    return Claim(
        id=number,
        type=kind.lower(),
        status=status.lower(),
        items=tuple(dict.fromkeys(_items(row)))[:MOST_ITEMS],
        package=_first(row, PACKAGES),
        order=_first(row, ORDERS),
        reason=_first(row, REASONS),
    )


def _items(row: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for name in ITEMS:
        value = row.get(name)
        for item in value if isinstance(value, list) else ():
            number = _first(item, NUMBERS) if isinstance(item, dict) else _text(item)
            if number:
                yield number, _first(item, PACKAGES) if isinstance(item, dict) else ""


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if isinstance(value, dict):
            value = next(filter(None, (_text(value.get(word)) for word in WORDS)), "")
        if text := _text(value):
            return text
    return ""


def _text(value: Any) -> str:
    """A text or a whole number on one line; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    words = str(value)[:MOST_OF_TEXT].split()
    return "".join(sign for sign in " ".join(words) if sign.isprintable())
