"""A Seller Center full of parcels; the same number gives the same ones, in the order of fetching ahead.

`python -m tests.load.parcels PORT PARCELS` serves it.
"""

import sys
from itertools import islice
from random import Random

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.sandbox.records import PREPARING, READY, Record
from packages_ui.sandbox.server import listen, serve
from tests.packages import whole

PRODUCTS = [f"AKN-PRODUCT-{place:08}" for place in range(200)]
MOST_UNITS = 4
SEED = 11


def sandbox_of(parcels: int) -> tuple[Sandbox, list[Record]]:
    made, random = Sandbox(packages=parcels * 8 + 200, seed=SEED), Random(SEED)
    every = sorted(made.packages.values(), key=lambda one: str(one.body["created_at"]))
    fitting = (one for one in every if kind_of(one) == "zpl" and whole(one) and one.body["tracking_number"])
    ours = list(islice(fitting, parcels))
    assert len(ours) == parcels
    for record in every:
        record.body["status"] = READY
    for record in ours:
        _fill(record, random.sample(PRODUCTS, random.randint(1, MOST_UNITS)))
    return made, ours


def _fill(record: Record, products: list[str]) -> None:
    first = record.items[0]
    record.items[:] = [
        {**first, "number": f"{record.number}-{place}", "product": product}
        for place, product in enumerate(products, start=1)
    ]
    record.body |= {"status": PREPARING, "has_gift_box": False, "gift_box_note": None, "notes": ""}
    record.body["shipping_address"]["notes"] = ""


if __name__ == "__main__":
    port, count = map(int, sys.argv[1:])
    serve(listen("127.0.0.1", port), lambda: sandbox_of(count)[0])
