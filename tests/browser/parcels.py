"""A Seller Center whose packages in Preparing are parcels to be packed, and the scans that pack them.

`python -m tests.browser.parcels PORT PARCELS SEED` serves it; the same numbers give the same parcels.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.sandbox.methods import COURIER
from packages_ui.sandbox.records import PREPARING, READY, Record
from packages_ui.sandbox.server import listen, serve
from tests.packages import whole

PRODUCTS = [f"AKN-PRODUCT-{place:08}" for place in range(12)]
WRONG, OTHERS = "AKN-STRANGER-0000001", "AKN-ELSEWHERE-000001"
EXTRA = 2  # one that nobody opens, and one that is open at another desk
MOST_UNITS = 25
BLINK = "…"  # a pause, or it would be the same unit within a blink


@dataclass
class Parcel:
    """`scans` are codes and their outcomes; `by_hand`: the last unit has no barcode."""

    record: Record
    number: str
    tracking: str
    scans: list[tuple[str, str]]
    closing: list[tuple[str, str]]
    by_hand: bool = False
    typed: str = ""
    units: int = field(default=0)


def sandbox_of(parcels: int, seed: int) -> tuple[Sandbox, list[Record]]:
    """The first records are the parcels, of all sizes, or of every second one where they are few; EXTRA come
    after them. Every tenth is of a carrier without labels."""
    made = Sandbox(packages=(parcels + EXTRA) * 14, seed=seed)
    random = Random(f"parcels {seed}")
    fitting = (one for one in made.packages.values() if one.status == PREPARING and kind_of(one) == "zpl")
    ours = list(islice((one for one in fitting if whole(one)), parcels + EXTRA))
    assert len(ours) == parcels + EXTRA
    for record in made.packages.values():
        record.body["status"] = PREPARING if record in ours else READY
    there_are = range(1, MOST_UNITS + 1, 1 if parcels >= MOST_UNITS else 2)
    sizes = list(islice(cycle(there_are), parcels))
    random.shuffle(sizes)
    for place, record in enumerate(ours):
        products = (
            random.choices(PRODUCTS, k=sizes[place])
            if place < parcels
            else [(WRONG, OTHERS)[place - parcels]]
        )
        _fill(record, products, manual=place % 10 == 9 and place < parcels, note=place % 7 == 3)
    return made, ours


def _fill(record: Record, products: list[str], *, manual: bool, note: bool) -> None:
    first = record.items[0]
    record.items[:] = [
        {**first, "number": f"{record.number}-{place}", "product": product}
        for place, product in enumerate(products, start=1)
    ]
    record.body |= {"has_gift_box": False, "gift_box_note": None, "notes": "Fragile" if note else ""}
    record.body["shipping_address"]["notes"] = ""
    if manual:
        record.use_method(COURIER, tracking_number=None)


def parcels_of(records: list[Record], seed: int) -> Iterator[Parcel]:
    """Each with its own mistakes."""
    random = Random(f"mistakes {seed}")
    for place, record in enumerate(records[:-EXTRA]):
        manual = bool(record.body["is_requires_manual_entry"])
        tracking = f"TN-{place:06}" if manual else str(record.body["tracking_number"])
        parcel = Parcel(record, record.number, tracking, [(record.number, "opened")], [])
        _pack(parcel, random, noted=bool(record.body["notes"]) or manual)
        parcel.typed = tracking if manual else ""
        labelled = [one for one in records[:-EXTRA] if one is not record and one.body["tracking_number"]]
        _close(parcel, random, str(random.choice(labelled).body["tracking_number"]) if labelled else "")
        yield parcel


def _pack(parcel: Parcel, random: Random, *, noted: bool) -> None:
    order = in_turn([item["product"] for item in parcel.record.items], random)
    say = parcel.scans.append
    if noted:
        say((order[0], "notes_first"))
        say(("OK", "confirmed"))
    parcel.by_hand = random.random() < 0.15
    parcel.units = len(order)
    mistake = random.randrange(len(order))
    for place, product in enumerate(order):
        last = place == len(order) - 1
        if place == mistake:
            mistakes = _mistake(parcel, random, order[:place], order[place:])
            parcel.scans += mistakes
            if mistakes[-1] == ("OK", "counted"):
                continue
        if last and parcel.by_hand:
            return
        if parcel.scans[-1][0] == product:
            say((BLINK, ""))
        say((product, "all_counted" if last else "counted"))


def _mistake(parcel: Parcel, random: Random, done: list[str], left: list[str]) -> list[tuple[str, str]]:
    """What goes wrong before the next unit; each error blocks until it is acknowledged, and the next unit, if
    it was scanned meanwhile, counts then."""
    full = [product for product in done[:-1] if product not in left and product != done[-1]]
    wait = [(left[0], "counted"), ("OK", "counted")] if len(left) > 1 else _again(parcel.number)
    ways: list[list[tuple[str, str]]] = [
        [(WRONG, "wrong"), *wait],
        [(OTHERS, "other_package"), *_again(parcel.tracking)],
        [
            (f"NOBODY-KNOWS-{random.randrange(10**7):07}", "unknown"),
            ("PARK", "blocked"),
            ("OK", "acknowledged"),
        ],
        [(parcel.number, "opened")],
        [("PARK", "parked"), (parcel.number, "opened")],
    ]
    if done:
        ways.append([("UNDO", "undone"), (done[-1], "counted")])
        ways.append([(done[-1], "twice"), *(_again(done[-1]) if left[0] == done[-1] else wait)])
    if full:
        ways.append([(full[0], "too_many"), *wait])
    return random.choice(ways)


def _again(text: str) -> list[tuple[str, str]]:
    return [(text, "blocked"), ("OK", "scan_again")]


def _close(parcel: Parcel, random: Random, other: str) -> None:
    if random.random() < 0.3:
        parcel.closing.append((parcel.number, "not_now"))
    if other and random.random() < 0.3:
        parcel.closing += [(other, "wrong_box"), *_again(parcel.tracking)]
    parcel.closing.append((parcel.tracking, "packed"))


def in_turn(products: list[str], random: Random) -> list[str]:
    """In an order in which equal ones rarely follow one another."""
    left = sorted(products, key=lambda product: (-products.count(product), random.random()))
    order: list[str] = []
    while left:
        found = next((one for one in left if not order or one != order[-1]), left[0])
        left.remove(found)
        order.append(found)
    return order


if __name__ == "__main__":
    port, count, seed = map(int, sys.argv[1:])
    serve(listen("127.0.0.1", port), lambda: sandbox_of(count, seed)[0])
