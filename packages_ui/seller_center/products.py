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
        body = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotAsDocumented(plain(str(error))) from None
    rows = body if isinstance(body, list) else _rows(body)
    return tuple(_product(row) for row in rows[:MOST_ROWS] if isinstance(row, dict))


def _rows(body: Any) -> list[Any]:
    for name in PAGES if isinstance(body, dict) else ():
        if isinstance(body.get(name), list):
            return list(body[name])
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


def _attributes(field: Any) -> Iterator[tuple[str, str]]:
    """`{"COLOR": "Red"}`, `{"COLOR": {"value": "Red"}}` or `[{"key": "COLOR", "value": "Red"}]`."""
    if isinstance(field, dict):
        pairs = [(name, _value(value)) for name, value in field.items()]
    elif isinstance(field, list):
        pairs = [(_first(pair, NAMES), _first(pair, VALUES)) for pair in field if isinstance(pair, dict)]
    else:
        return
    yield from ((name.upper(), value) for name, value in pairs if name and value)


def _value(field: Any) -> str:
    return _first(field, VALUES) if isinstance(field, dict) else _text(field)


def _images(row: dict[str, Any]) -> Iterator[str]:
    """Each address of the first field that has any: `["https://…"]`, `[{"image": "https://…"}]` or one."""
    for name in IMAGES:
        field = row.get(name)
        found = [_address(image) for image in (field if isinstance(field, list) else [field])]
        if any(found):
            yield from filter(None, found)
            return


def _address(image: Any) -> str:
    if isinstance(image, dict):
        return _first(image, ADDRESSES)
    return _text(image) if isinstance(image, str) else ""


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str:
    return next(filter(None, (_text(fields.get(name)) for name in names)), "")


def _text(value: Any) -> str:
    """A text on one line, without signs that nobody sees; empty for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    words = str(value)[:MOST_OF_TEXT].split()
    return "".join(sign for sign in " ".join(words) if sign.isprintable())
