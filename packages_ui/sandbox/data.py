"""Builds the sandbox's packages, the same ones for the same seed."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from packages_ui.sandbox.addresses import address
from packages_ui.sandbox.hostile import HOSTILE
from packages_ui.sandbox.methods import METHODS, SHARES
from packages_ui.sandbox.names import GIFT_NOTES, PACKAGE_NOTES, PRODUCTS
from packages_ui.sandbox.records import (
    DELIVERED,
    FAILED,
    PREPARING,
    READY,
    SHIPPED,
    Body,
    Record,
    Ticker,
    iso,
    tracking,
)
from packages_ui.sandbox.store import Store

# The labels that differ from their carrier's usual ones, one package each, spread over the younger half.
ODDITIES = ("unknown", "url", "hostile-html", "unknown-text")
NOT_READY_SHARE = 0.02
SPAN = timedelta(days=28)


def fill(*, packages: int, seed: int, ticker: Ticker) -> Store:
    """A store with `packages` packages, oldest first, ending just before the ticker's now."""
    store = Store(ticker=ticker, random=Random(f"packages {seed}"))  # noqa: S311 (data, not a secret)
    for index in range(packages):
        store.add(_package(store, age=_age(store.random, index, packages), old=index < packages * 0.3))
    _mark(store)
    return store


def _age(random: Random, index: int, packages: int) -> timedelta:
    """Quadratic, so that the younger half is some days old and the oldest some weeks."""
    left = (packages - index) / packages
    return SPAN * left**2 + timedelta(minutes=5, milliseconds=random.randint(0, 999))


def _package(store: Store, *, age: timedelta, old: bool) -> Record:
    random, created = store.random, store.ticker.now() - age
    method = random.choices(METHODS, SHARES)[0]
    number = store.new_number()
    items = [_item(random, f"{number}-{place}", created) for place in range(1, _item_count(random) + 1)]
    body = _body(random, number=number, order_number=_order_number(store, number), created=created)
    record = Record(body=body, items=items, method=method, money_as_text=random.random() < 0.05)
    record.use_method(method, tracking_number=store.tracking_number(method))
    record.revision = 0
    _set_status(random, record, created=created, old=old)
    record.add_up()
    return record


def _order_number(store: Store, number: str) -> str:
    """Mostly a new order; sometimes a second package of the last one."""
    if store.orders and store.random.random() < 0.08:
        return next(reversed(store.orders))
    return str(int(number) - store.random.randint(10**11, 2 * 10**11))


def _item_count(random: Random) -> int:
    return random.choices((1, 2, 3, 4, random.randint(5, 12), random.randint(13, 25)), (45, 25, 14, 9, 5, 2))[
        0
    ]


def _item(random: Random, number: str, created: datetime) -> Body:
    amount = Decimal(random.randint(1990, 249_990)) / 100
    discount = (amount * random.choice((0, 0, 0, 5, 10, 20)) / 100).quantize(Decimal("0.01"))
    return {
        "number": number,
        "status": 1,
        "product": PRODUCTS[min(int(random.expovariate(1 / 12)), len(PRODUCTS) - 1)],
        "amount": amount,
        "discount_amount": discount,
        "tax_rate": random.choice((Decimal("0.1"), Decimal("0.2"), Decimal("0.01"))),
        "has_reservation": random.random() < 0.7,
        "updated_at": iso(created),
        "created_at": iso(created),
    }


def _body(random: Random, *, number: str, order_number: str, created: datetime) -> Body:
    shipping = address(random)
    gift = random.random() < 0.12
    return {
        "number": number,
        "order_number": order_number,
        "status": PREPARING,
        "shipping_address": shipping,
        "billing_address": dict(shipping) if random.random() < 0.8 else address(random),
        "currency": "TRY",
        "amount": Decimal(0),
        "discount_amount": Decimal(0),
        "has_gift_box": gift,
        "gift_box_note": random.choice(GIFT_NOTES) if gift else None,
        "notes": random.choice(PACKAGE_NOTES) if random.random() < 0.1 else "",
        "date_placed": iso(created - timedelta(minutes=random.randint(2, 600))),
        "shipping_method": None,
        "shipping_company": None,
        "is_requires_manual_entry": False,
        **tracking(None),
        "shipment_date": None,
        "delivery_date": None,
        "invoice_date": None,
        "invoice_number": None,
        "invoice_url": None,
        "updated_at": iso(created),
        "created_at": iso(created),
    }


def _set_status(random: Random, record: Record, *, created: datetime, old: bool) -> None:
    """Young packages wait to be packed; old ones have mostly left."""
    statuses, shares = (
        ((SHIPPED, DELIVERED, FAILED, READY), (35, 45, 12, 8)) if old else ((PREPARING, READY), (64, 36))
    )
    status = record.body["status"] = random.choices(statuses, shares)[0]
    moved = created
    if status in {SHIPPED, DELIVERED, FAILED}:
        moved = created + timedelta(hours=random.randint(4, 30))
        invoice = f"IN-{record.number[-10:]}"
        url = f"https://akinon.com/invoice/{invoice}.pdf"
        record.body.update(
            shipment_date=iso(moved), invoice_date=iso(created), invoice_number=invoice, invoice_url=url
        )
    if status == DELIVERED:
        moved += timedelta(hours=random.randint(12, 60))
        record.body["delivery_date"] = iso(moved)
    record.body["updated_at"] = iso(moved)


def _mark(store: Store) -> None:
    """Give some packages hostile texts, odd labels and a carrier that is not ready."""
    records = list(store.packages.values())
    waiting = [record for record in records if record.status in {PREPARING, READY}]
    for record in waiting:
        if store.random.random() < NOT_READY_SHARE:
            record.oddity = "not-ready"
    step = max(len(waiting) // (len(HOSTILE) + len(ODDITIES) + 1), 1)
    places = waiting[step // 2 :: step]
    integrated = [record for record in places if not record.method.manual]
    for record, oddity in zip(integrated, ODDITIES, strict=False):
        record.oddity = oddity
    for record, change in zip([r for r in places if r.oddity not in ODDITIES], HOSTILE, strict=False):
        change(record)
