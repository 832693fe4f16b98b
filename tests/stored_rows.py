"""The copy of a year's packages, made by SQL: `make_copy(packages=1_000_000)` in some minutes on PostgreSQL.

Package n of N is the n-th oldest; the newest twentieth is in Preparing or Ready to Ship. Names, cities,
shipping companies and products are as many as a shop has; one package in five has a note.
"""

import json
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from packages_ui import models as m
from packages_ui.codes.folding import fold
from packages_ui.services.mirror.walk import CHANGES, ROUND
from tests.year_sql import Sql, ago, insert, settle_postgres

SECONDS = 365 * 24 * 3600
FIRST: tuple[str, ...] = (
    *("Ayşe", "Fatma", "Mehmet", "Ali", "Zeynep", "Çağrı", "Şükrü", "Gül", "İrem", "Ömer", "Işıl", "Uğur"),
    *("Derya", "Emre", "Hülya", "Kerem", "Nazlı", "Osman", "Pınar", "Rüya", "Selin", "Tolga", "Yağmur"),
)
LAST: tuple[str, ...] = (
    *("Yılmaz", "Kaya", "Demir", "Şahin", "Çelik", "Yıldız", "Öztürk", "Aydın", "Özdemir", "Arslan", "Doğan"),
    *("Kılıç", "Aslan", "Çetin", "Kara", "Koç", "Kurt", "Özkan", "Şimşek", "Polat", "Korkmaz", "Erdoğan"),
    *(f"{a}{b}" for a in ("Ak", "Kara", "Boz", "Gök") for b in ("taş", "su", "dağ", "kaya", "gül")),
)
CITIES: tuple[str, ...] = (
    *("İstanbul",) * 6,
    *("Ankara",) * 3,
    *("İzmir", "İzmir", "Bursa", "Antalya", "Muş", "Şırnak", "Ağrı", "Çorum", "Gümüşhane", "Iğdır"),
    *("Kütahya", "Rize", "Sinop", "Tokat", "Uşak", "Van", "Yalova"),
)
CARRIERS = ("Aras Kargo", "Yurtiçi Kargo", "MNG Kargo", "Sürat Kargo", "PTT Kargo", "UPS")
NOTES = ("", "", "", "", "Lütfen zile basmayın", "", "", "", "", "Kapıcıya bırakın, teşekkürler")
PRODUCTS = 5000


def make_copy(*, packages: int) -> None:
    """Into an empty table."""
    pick = _Pick(packages)
    insert(m.StoredPackage, packages, pick.columns())
    insert(m.StoredItem, packages * 2, pick.items())
    now = timezone.now()
    m.SyncWalk.objects.create(name=CHANGES, finished_at=now, since=now)
    m.SyncWalk.objects.create(name=ROUND, phase=4, first_at=now, finished_at=now)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in ("storedpackage", "storeditem"):
                cursor.execute(f"SELECT setval('packages_ui_{table}_id_seq', {packages * 2})")
            settle_postgres(cursor)
        else:
            cursor.execute("ANALYZE")


def make_labels(*, packages: int) -> None:
    """Of the oldest four fifths of the packages that are here, after make_copy: a label and its job."""
    here = packages // 20
    number, now = Sql(f"'P' || (10000000 + {packages - here} + n)"), timezone.now()
    owner, _made = User.objects.get_or_create(username="owner")
    batch = m.LabelBatch.objects.create(owner=owner, key="bench", queued_at=now)
    rows, made = here * 4 // 5, {"package_number": number, "fingerprint": "f" * 32}
    insert(m.Label, rows, {**made, "format": "zpl", "size": 900, "made_at": now})
    states = "CASE n % 4 WHEN 0 THEN 'ready' WHEN 1 THEN 'failed' ELSE 'printed' END"
    job = {"batch_id": batch.pk, "label_id": Sql("n"), "position": Sql("n"), "state": Sql(states)}
    insert(m.PrintJob, rows, {**made, **job, "wanted_at": now})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Pick:
    def __init__(self, packages: int) -> None:
        self.packages = packages

    def columns(self) -> dict[str, Any]:
        """Each chosen by another prime, so that all combinations come."""
        first, last = _of(FIRST, "n * 7919"), _of(LAST, "n / 7")
        keys = (_of(FIRST, "n * 7919", folded=True), _of(LAST, "n / 7", folded=True))
        city, carrier = ("n * 104729 / 3", "n * 31 / 11")
        number, order = "'P' || (10000000 + n)", "'ORD' || (500000 + n / 2)"
        tracking, phone = "'TRK' || (700000000 + n)", "'90532' || (1000000 + (n * 7907) % 9000000)"
        product = f"'akn-' || ((n * 13) % {PRODUCTS})"
        parts = [_lower(number), _lower(order), _lower(tracking), f"{keys[0]} || ' ' || {keys[1]}"]
        parts += [_of(CITIES, city, folded=True), phone, _of(CARRIERS, carrier, folded=True)]
        parts += [_of(NOTES, "n", folded=True)]
        live = f"n > {self.packages - self.packages // 20}"
        placed = Sql(ago(f"({self.packages} - n) * {SECONDS / self.packages}"))
        return {
            "number": Sql(number),
            "order_number": Sql(order),
            "tracking_number": Sql(tracking),
            "status": Sql(f"CASE WHEN {live} THEN 2 + n % 2 ELSE 4 + n % 3 END"),
            "customer": Sql(f"{first} || ' ' || {last}"),
            "customer_key": Sql(f"{keys[0]} || ' ' || {keys[1]}"),
            "city": Sql(_of(CITIES, city)),
            "city_key": Sql(_of(CITIES, city, folded=True)),
            "carrier": Sql(_of(CARRIERS, carrier)),
            "shipping_method": Sql(f"{_of(CARRIERS, carrier)} || ' - Standart'"),
            "amount": Sql("(n * 37) % 100000 / 100.0"),
            "currency": "TRY",
            "gift": Sql("n % 17 = 0"),
            "note": Sql("n % 5 = 4"),
            "placed_at": placed,
            "created_at": placed,
            "updated_at": placed,
            "read_at": timezone.now(),
            "fingerprint": "f" * 32,
            "bare_fingerprint": "f" * 32,
            "content": Sql(f"""'{{"number": "' || {number} || '"}}'"""),
            "search": Sql(" || ".join(f"{part} || {NEWLINE}" for part in parts) + f" || {product}"),
            "products": Sql(f"{NEWLINE} || {product}"),
            "items_count": Sql("1 + n % 3"),
            "items_at": placed,
        }

    def items(self) -> dict[str, Any]:
        product = f"((((n + 1) / 2) * 13) % {PRODUCTS})"
        return {
            "package_id": Sql("(n + 1) / 2"),
            "number": Sql("'I' || n"),
            "product": Sql(f"'AKN-' || {product}"),
            "code": Sql(f"'AKN' || {product}"),
            "position": Sql("1 + n % 2"),
        }


NEWLINE = "CHR(10)" if connection.vendor == "postgresql" else "char(10)"


def _of(values: tuple[str, ...], number: str, *, folded: bool = False) -> str:
    found = json.dumps([fold(value) if folded else value for value in values], ensure_ascii=False)
    place = f"(({number}) % {len(values)})"
    if connection.vendor == "postgresql":
        return f"('{found}'::jsonb ->> ({place})::int)"
    return f"json_extract('{found}', '$[' || {place} || ']')"


def _lower(text: str) -> str:
    return f"lower({text})"
