"""A shift as the overview shows it: packages of four companies, cut-off times, packers, and what waits."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from packages_ui.models import CutOff, Packing, PrintJob, Scan, SyncWalk
from packages_ui.seller_center.types import Package, ShippingCompany
from packages_ui.services.mirror.keep import keep
from tests.services.batch_makers import batch_of, move, person
from tests.services.station_makers import printer_of

COMPANIES = ("Aras Kargo", "Yurtiçi Kargo", "MNG Kargo", "UPS")
EVERY_DAY = 127


def make_shift(*, packages: int = 120, packed: int = 60, owner: User | None = None) -> None:
    """Aras comes in 90 minutes and Yurtiçi in five hours; an eighth of the packages was ordered yesterday."""
    now = timezone.localtime()
    for company, minutes in zip(COMPANIES, (90, 300), strict=False):
        at = (now + timedelta(minutes=minutes)).time().replace(second=0, microsecond=0)
        CutOff.objects.create(carrier=company, at=at, weekdays=EVERY_DAY, notice=30)
    keep(
        packages=[
            Package(
                number=f"P{1000 + n}",
                status=2 + (n % 3 == 0),
                date_placed=now - timedelta(hours=30 if n % 8 == 0 else n % 20),
                updated_at=now,
                shipping_company=ShippingCompany(name=COMPANIES[n * 7 % 4]),
            )
            for n in range(packages)
        ]
    )
    for name in ("changes", "round"):
        SyncWalk.objects.create(name=name, finished_at=now, first_at=now)
    make_history(packed)
    batch = batch_of(*(f"P{1000 + n}" for n in range(1, 7)), owner=owner, printer=printer_of(name="Zebra"))
    move(batch, PrintJob.State.FAILED, 1)
    move(batch, PrintJob.State.UNKNOWN, 2, 4)
    printer_of(name="TSC", trouble="Out of paper: put in a new roll.", looked_at=now)


def make_history(packed: int) -> None:
    """`packed` parcels of the last hour by three packers, a mis-scan for every tenth; and a week before."""
    now = timezone.now()
    names = [person(name) for name in ("ayse", "mehmet", "zeynep")]
    rows = [(now - timedelta(minutes=n % 59), names[n % 3]) for n in range(packed)]
    for day in range(1, 8):
        for hour in range(8, 18):
            at = timezone.localtime().replace(hour=hour, minute=5) - timedelta(days=day)
            rows += [(at, names[n % 3]) for n in range(3 + hour % 5)]
    Packing.objects.bulk_create(
        Packing(
            package_number=f"D{n}",
            user=who,
            state="packed",
            opened_at=at - timedelta(minutes=1),
            touched_at=at,
            packed_at=at,
        )
        for n, (at, who) in enumerate(rows)
    )
    Scan.objects.bulk_create(
        Scan(key=f"shift-{n}", text="X", user=names[n % 3], at=now, outcome="wrong")
        for n in range(packed // 10)
    )
