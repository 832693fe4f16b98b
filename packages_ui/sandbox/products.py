"""The products of the sandbox's seller, as untidy as those of real ones: without pictures or attributes, with
several pictures, with endless names, twice under one sku, and some that are not known at all."""

from io import BytesIO
from typing import Any

from packages_ui.sandbox.answers import Answer, not_found
from packages_ui.sandbox.names import COLOURS, PRODUCTS
from packages_ui.sandbox.paging import PAGING, paged, read_paging, read_query
from packages_ui.sandbox.records import Body
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store

KINDS = {
    "TSHRT": "Bisiklet Yaka Pamuklu Tişört",
    "JEAN": "Yüksek Bel Slim Fit Jean Pantolon",
    "ELBS": "Çiçek Desenli Midi Elbise",
    "CKT": "Kapüşonlu Su İtici Ceket",
    "AYKB": "Bağcıklı Spor Ayakkabı",
    "CANTA": "Deri Omuz Çantası",
    "SAPKA": "Hasır Şapka",
    "ATKI": "Örgü Atkı",
    "KMR": "Deri Kemer",
    "GMLK": "Oxford Gömlek",
}
SIZES = ("S", "M", "L", "XL", "38", "42")
SIDE = 600  # dots


def find_products(store: Store, request: Request) -> Answer:  # noqa: ARG001 (every call has this shape)
    """GET /api/i2/products/search/: by any part of name, base code or sku."""
    query = read_query(request.query, {*PAGING, "query"})
    page, limit = read_paging(query)
    wanted = query.get("query", "").casefold()
    found = [row for row in _rows(request) if wanted in f"{row['name']} {row['sku']}".casefold()]
    return paged(found, page=page, limit=limit)


def show_picture(store: Store, request: Request, sku: str) -> Answer:  # noqa: ARG001 (the same)
    """A picture in the product's colour, as in its address."""
    if sku not in PRODUCTS:
        raise not_found()
    return Answer(status=200, body=picture(sku), content_type="image/png")


def picture(sku: str) -> bytes:
    """A plain shape on white, another one for each kind."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - drawn when somebody looks

    kind, colour = sku.split("-")[1:]
    image = Image.new("RGB", (SIDE, SIDE * 4 // 3), "white")
    draw = ImageDraw.Draw(image)
    place = list(KINDS).index(kind)
    ink = COLOURS[colour][1]
    draw.rounded_rectangle((90, 120, 510, 690), radius=20 + place * 20, fill=ink, outline="#333", width=6)
    draw.ellipse((220, 40 + place * 8, 380, 200 + place * 8), fill="white", outline="#333", width=6)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _rows(request: Request) -> list[Body]:
    rows: list[Body] = []
    for place, sku in enumerate(PRODUCTS):
        if place % 20 != 19:  # the others are known to nobody
            rows += _of(place, sku, f"http://{request.host}")
    return rows


def _of(place: int, sku: str, base: str) -> list[Body]:
    _, kind, colour = sku.split("-")
    name = " ".join([KINDS[kind], *(["uzun adlı ürün"] * 40 if place % 17 == 16 else [])])
    row: dict[str, Any] = {
        "id": 1000 + place,
        "name": name,
        "base_code": f"AKN-{kind}",
        "sku": sku,
        "category": "Giyim",
        "attributes": {"COLOR": COLOURS[colour][0], "SIZE": SIZES[place % len(SIZES)]},
        "images": [f"{base}/media/{sku}.png", f"{base}/media/{sku}.png?view=back"],
    }
    return _untidy(place, row)


def _untidy(place: int, row: Body) -> list[Body]:
    match place % 10:
        case 3:
            return [row | {"images": []}]
        case 5:
            return [row | {"attributes": None}]
        case 7:
            return [row | {"name": None, "images": None}, row]  # twice under one sku
        case 8:
            return [row | {"attributes": [{"key": "COLOR", "value": row["attributes"]["COLOR"]}]}]
        case _:
            return [row]
