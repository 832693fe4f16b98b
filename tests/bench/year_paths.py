"""What is measured in a year of rows: pages by their addresses, scans as a desk sends them, what polls."""

import json
from collections.abc import Callable
from functools import partial
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from packages_ui.models import (
    BulkAction,
    Document,
    Handover,
    LabelBatch,
    Packing,
    Printer,
    PrintJob,
    Slip,
    StoredPackage,
)
from packages_ui.services import sweep
from packages_ui.services.batches import fetch, fetch_pause
from packages_ui.services.documents import make
from packages_ui.services.invoices import ahead, many
from packages_ui.services.invoices import fetch as invoices
from packages_ui.services.mirror import changes
from packages_ui.services.mirror.at_desk import WHOLE
from packages_ui.services.mirror.walk import run_for
from packages_ui.services.packing.invoice import invoice_of
from packages_ui.services.printing import progress, queue, slips
from packages_ui.services.status_changes import send

Work = Callable[[], object]


class Year:
    """A lead who may do everything, at the first desk."""

    def __init__(self) -> None:
        self.lead = User.objects.create_superuser("lead", password="lead")
        self.client = Client(headers={"host": "127.0.0.1"})
        self.client.force_login(self.lead)
        self.client.post("/stations/1/use/")
        packed = PrintJob.objects.filter(state="printed").order_by("-id")[:1].get()
        self.known = packed.codes
        self.number = packed.package_number

    def bare(self) -> None:
        self._get("/bare/")

    def pages(self) -> dict[str, Work]:
        return {path: self._page(path) for path in addresses()} | {
            f"{path} (htmx)": self._page(path, htmx=True) for path in polled()
        }

    def scans(self) -> dict[str, Work]:
        return {
            "scan, unknown, nothing open": lambda: self._scan(f"X{uuid4().hex[:12]}"),
            "scan, of a product that 300 packages need": lambda: self._scan("HOT1"),
            "scan, a package that is packed": lambda: self._scan(self.known),
            "scan, opens a begun package": lambda: self._scan(self._begun()),
            "scan, unknown, with a package open": lambda: self._scan(f"X{uuid4().hex[:12]}", "OK"),
            "handover scan, known": lambda: self._handover(self.known),
            "handover scan, by its number": lambda: self._handover(self.number),
            "handover scan, unknown": lambda: self._handover(f"X{uuid4().hex[:12]}"),
        }

    def many(self) -> dict[str, Work]:
        newest = PrintJob.objects.order_by("-id").values_list("package_number", flat=True)[:500]
        packages = [StoredPackage(number=number, content="{}") for number in newest]
        printed = partial(many.refusals, packages, "", "")
        return {"500 packages, which of their invoices were printed": printed}

    def _begun(self) -> str:
        return (
            Packing.objects.filter(state="parked").order_by("-id").values_list("package_number", flat=True)[0]
        )

    def _page(self, path: str, *, htmx: bool = False) -> Work:
        return lambda: self._get(path, htmx=htmx)

    def _get(self, path: str, *, htmx: bool = False) -> None:
        answer = self.client.get(path, headers={"hx-request": "true"} if htmx else {})
        if answer.status_code >= 400:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    def _scan(self, *texts: str) -> None:
        sent = [{"key": uuid4().hex, "texts": [text]} for text in texts]
        answer = self.client.post("/pack/scan/", json.dumps({"scans": sent}), content_type="application/json")
        if answer.status_code != 200:
            raise RuntimeError(f"the scan was answered {answer.status_code}")

    def _handover(self, text: str) -> None:
        fields = {"texts": [text], "key": uuid4().hex, "text": text}
        answer = self.client.post("/handover/scan/", fields, headers={"hx-request": "true"})
        if answer.status_code >= 400:
            raise RuntimeError(f"the box's scan was answered {answer.status_code}")


def addresses() -> list[str]:
    """Every page that has rows of ours on it."""
    batch = LabelBatch.objects.filter(from_desk=False).order_by("-id")
    closed = Handover.objects.exclude(closed_at=None).order_by("-id").values_list("pk", flat=True)[0]
    number = PrintJob.objects.order_by("-id").values_list("package_number", flat=True)[0]
    deep = LabelBatch.objects.filter(from_desk=False).order_by("pk")[5].pk
    return [
        "/",
        "/packages/",
        "/packages/counts/",
        f"/packages/?q={number}",
        "/packages/?tag=tag7",
        "/packages/?assigned=p1",
        "/packages/?own_note=1",
        "/packages/?stopped=hold",
        f"/packages/bulk/{BulkAction.objects.latest('pk').pk}/",
        "/pack/products/",
        "/cut-offs/",
        "/labels/",
        "/labels/?owner=everyone",
        f"/labels/?owner=everyone&before={deep}",
        "/labels/unknown/",
        f"/labels/batches/{batch[0].pk}/",
        f"/labels/batches/{batch[5].pk}/",
        "/pack/",
        "/pack/waiting/",
        "/pack/barcodes/",
        "/pack/barcodes/?q=SKU77",
        "/handover/",
        f"/handover/{closed}/",
        "/documents/",
        f"/documents/{Document.objects.order_by('-id')[0].pk}/",
        "/stations/",
        "/stations/1/",
        "/stations/1/shift/",
        "/stations/2/shift/",
        "/stations/choose/",
        f"/stations/slips/{Slip.objects.order_by('-id')[0].pk}/",
        "/admin/packages_ui/act/",
        "/admin/packages_ui/act/?verb__exact=pack",
        "/admin/packages_ui/act/?q=P10000001",
        "/admin/auth/user/",
        "/metrics",
    ]


def polled() -> list[str]:
    """Those that ask again by themselves."""
    batch = LabelBatch.objects.filter(from_desk=False).order_by("-id")[0].pk
    return [
        "/labels/?owner=everyone",
        f"/labels/batches/{batch}/",
        "/pack/?seen=-",
        "/stations/1/",
        "/stations/1/shift/",
    ]


def _look_ahead() -> None:
    cache.delete(ahead.CHECKED)
    ahead.want_ahead()


def polls() -> dict[str, Work]:
    """What a worker asks again and again. No printer and no Seller Center is spoken to."""
    fed = list(Printer.objects.exclude(kind=Printer.Kind.BROWSER))
    return {name: partial(poll, fed) for name, poll in POLLS.items()}


POLLS: dict[str, Callable[[list[Printer]], object]] = {
    "sweep": lambda _fed: sweep.sweep(),
    "settle": lambda _fed: progress.settle(),
    "feeder: which printers have work": lambda _fed: list(queue.printers_with_work()),
    "feeder: which of them nobody feeds": lambda _fed: queue.free_printers(),
    "feeder: what is at a printer": lambda fed: queue.followed(fed[1]),
    "feeder: the next label": lambda fed: queue.next_job(fed[1]),
    "feeder: the next label of an idle printer": lambda fed: queue.next_job(fed[0]),
    "feeder: slips that wait": lambda fed: slips.next_wanted(fed[0]),
    "feeder: slips that were counted": lambda fed: slips.counted_up_to(fed[3]),
    "fetcher: what is wanted": lambda _fed: fetch.fetch_labels(on_settled=print, seconds=0),
    "ahead: whether somebody waits": lambda _fed: fetch_pause.somebody_waits(),
    "documents: free slots": lambda _fed: make.free_slots(),
    "status changes: what is due": lambda _fed: send.is_due(),
    "status changes: given back": lambda _fed: send.give_back(),
    "invoices: what is due": lambda _fed: list(invoices.due()[:4]),
    "invoices: of a package": lambda _fed: list(invoice_of(number="P10000007")),
    "invoices: what is named and not requested": lambda _fed: _look_ahead(),
    "changes": lambda _fed: changes.follow(run_for(60)),
    "ahead: numbers": lambda _fed: list(StoredPackage.objects.filter(WHOLE).values_list("number")),
}
