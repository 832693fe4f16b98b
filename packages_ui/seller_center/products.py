"""Products as Seller Center finds them (`GET /api/i2/products/search/?query=`).

That page of the document is not public: the names of the fields are known, their shapes are not. So every
field is read as far as it makes sense and left out where it does not; only an answer that holds no list of
rows is not as documented.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from packages_ui.seller_center.decoding import NotAsDocumented
from packages_ui.seller_center.refusals import plain

MOST_ROWS = 200
MOST_VALUES = 50  # attributes and images of one product
MOST_OF_TEXT = 2000  # characters
PAGES = ("results", "data", "products", "items")
IMAGES = ("images", "productimage_set", "image")
NAMES, VALUES, ADDRESSES = ("key", "name", "code"), ("value", "label", "name"), ("image", "url", "src")


class Product(Struct, frozen=True, kw_only=True):
    """`sku` is a variant's own code, `base_code` that of all its variants; each may be empty. `attributes`
    by their names in capitals; `images` are addresses on any host, the first one first."""

    id: str = ""
    name: str = ""
    base_code: str = ""
    sku: str = ""
    attributes: dict[str, str] = {}
    images: tuple[str, ...] = ()


def products(content: bytes) -> tuple[Product, ...]:
    """The first rows of a page or of a plain list. Raises NotAsDocumented."""
    try:
        said = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotAsDocumented(plain(str(error))) from None
    rows = said if isinstance(said, list) else _rows(said)
    return tuple(_product(row) for row in rows[:MOST_ROWS] if isinstance(row, dict))


def _rows(said: Any) -> list[Any]:
    for name in PAGES if isinstance(said, dict) else ():
        if isinstance(said.get(name), list):
            return list(said[name])
    raise NotAsDocumented("no list of products")


def _product(row: dict[str, Any]) -> Product:
    return Product(
        id=_text(row.get("id")) or _text(row.get("pk")),
        name=_text(row.get("name")),
        base_code=_text(row.get("base_code")),
        sku=_text(row.get("sku")),
        attributes=dict(list(_attributes(row.get("attributes")))[:MOST_VALUES]),
        images=tuple(dict.fromkeys(_images(row)))[:MOST_VALUES],
    )


def _attributes(said: Any) -> Iterator[tuple[str, str]]:
    """`{"COLOR": "Red"}`, `{"COLOR": {"value": "Red"}}` or `[{"key": "COLOR", "value": "Red"}]`."""
    if isinstance(said, dict):
        pairs = [(name, _value(value)) for name, value in said.items()]
    elif isinstance(said, list):
        pairs = [(_first(one, NAMES), _first(one, VALUES)) for one in said if isinstance(one, dict)]
    else:
        return
    yield from ((name.upper(), value) for name, value in pairs if name and value)


def _value(said: Any) -> str:
    return _first(said, VALUES) if isinstance(said, dict) else _text(said)


def _images(row: dict[str, Any]) -> Iterator[str]:
    """Each address of the first field that has any: `["https://…"]`, `[{"image": "https://…"}]` or one."""
    for name in IMAGES:
        said = row.get(name)
        found = [_address(one) for one in (said if isinstance(said, list) else [said])]
        if any(found):
            yield from filter(None, found)
            return


def _address(said: Any) -> str:
    if isinstance(said, dict):
        return _first(said, ADDRESSES)
    return _text(said) if isinstance(said, str) else ""


def _first(said: dict[str, Any], names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(said.get(name)) for name in names)), "")


def _text(said: Any) -> str:
    """A text on one line, without signs that nobody sees; empty for what is none."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return ""
    words = str(said)[:MOST_OF_TEXT].split()
    return "".join(sign for sign in " ".join(words) if sign.isprintable())
