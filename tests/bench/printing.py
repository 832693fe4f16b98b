"""From the click to paper: the first label, a printer's own pace, two printers, the ledger's cost."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any
from uuid import uuid4

import httpx
from django.contrib.auth.models import Permission, User

from packages_ui.models import LabelBatch, Printer, PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.tasks import wake_feeders, wake_fetchers
from tests.bench import yardstick
from tests.bench.plain import print_plainly
from tests.bench.table import Table, percentile
from tests.families import cpu_of
from tests.printers.ipp_printer import IppEvePrinter
from tests.processes import Product, until

PACKAGES = 2500
LATENCY = 200  # ms
CLICKS = {1: 20, 500: 10}
PACED = 200
PLAIN = 200
PASSWORD = "bench-print-password"
TIMES = ("fetched_at", "ready_at", "sent_at", "printed_at")


def measure(made: Product, table: Table) -> None:
    made.start_sandbox("--packages", str(PACKAGES))
    made.start_worker("worker", "-I", "tests.bench.plain", "-c", "3")
    made.start_beat()
    made.start_web("--workers", "2", "--threads", "4")
    numbers = _printable()
    try:
        _first_label(made, table, numbers)
        _pace(made, table, numbers)
        _two_printers(made, table, numbers)
        _cost(made, table, numbers)
    finally:
        for name in ("web", "beat", "worker", "sandbox"):
            made.stop(name)


def _first_label(made: Product, table: Table, numbers: Sequence[str]) -> None:
    """From the POST of the list's form to the first label at the printer, the label call taken off."""
    made.switches(latency_ms=LATENCY)
    _user()
    p50 = {}
    with ZplPrinter() as peer, httpx.Client(base_url=made.web_url, timeout=30) as browser:
        printer = _printer("first", peer)
        _sign_in(browser)
        for size, rounds in CLICKS.items():
            _click(browser, printer, peer, numbers[:size])  # the first one loads what is needed
            over, plain = list[float](), list[float]()
            for _ in range(rounds):
                over.append(_click(browser, printer, peer, numbers[:size]) - LATENCY)
                plain.append(yardstick.page(browser) + yardstick.task(made))
            p50[size] = percentile(over, 0.5)
            what = f"click to the first label of {size}, over the label call"
            table.add_both(what, over, plain, most=(100, 300), times=(8, 16))
    whole = {size: over + LATENCY for size, over in p50.items()}
    table.add("click to the first label, a batch of 500 against one of 1", whole[500] / whole[1], most=1.5)


def _click(browser: httpx.Client, printer: Printer, peer: ZplPrinter, numbers: Sequence[str]) -> float:
    """Milliseconds. What is left of the batch is cancelled."""
    PrintJob.objects.all().delete()
    before = len(peer.printed)
    fields = {"packages": list(numbers), "key": uuid4().hex, "printer": str(printer.pk), "again": "1"}
    fields["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
    began = time.perf_counter()
    answer = browser.post("/labels/batches/", data=fields, headers={"Referer": str(browser.base_url)})
    if answer.status_code != 302:
        raise RuntimeError(f"no batch: {answer.status_code} {answer.text[:500]}")
    if not peer.wait_printed(before + 1, seconds=20):
        raise RuntimeError("no label came out")
    took = (time.perf_counter() - began) * 1000
    open_jobs = PrintJob.objects.filter(state__in=("wanted", "fetching", "ready"))
    open_jobs.update(state="cancelled")
    until(lambda: not PrintJob.objects.filter(state__in=("sending", "sent")).exists(), "the printer's rest")
    return took


def _pace(made: Product, table: Table, numbers: Sequence[str]) -> None:
    """Printers that take a second for a label, against their own time; the fetch goes on meanwhile."""
    made.switches(latency_ms=LATENCY)
    with ZplPrinter(slow=1) as peer:
        seconds, batch = _print([_printer("paced", peer)], [peer], numbers[:PACED])
        table.add(f"{PACED} labels on a ZPL printer at 1/s, × its own time", seconds / PACED, most=1.03)
        _six_times(table, batch)
    with IppEvePrinter() as ipp:
        ipp.set(slow=1)
        own = _own_time(ipp)
        seconds, _ = _print([_printer("paced ipp", ipp)], [ipp], numbers[:PACED])
        table.add(
            f"{PACED} labels on an IPP printer at 1/s, × its own time", seconds / (own * PACED), most=1.03
        )


def _own_time(ipp: IppEvePrinter) -> float:
    """Seconds that ippeveprinter takes from one label to the next, its own work round the second included:
    when each was written down."""
    from packages_ui.printers.errors import NotTaken  # noqa: PLC0415 - the settings are ready by now
    from packages_ui.printers.ipp import IppPrinter  # noqa: PLC0415 - the same

    printer = IppPrinter(ipp.uri, allow_local=True)
    for number in range(6):
        while True:
            try:
                printer.send(
                    b"%PDF-1.4", mime="application/pdf", name=f"own-{number}", width_mm=100, height_mm=150
                )
                break
            except NotTaken:
                time.sleep(0.001)
    ipp.wait_printed(6, seconds=20)
    moments = [int(label.name) / 1e9 for label in sorted((ipp.folder / "printed").iterdir())]
    return (moments[-1] - moments[0]) / (len(moments) - 1)


def _six_times(table: Table, batch: LabelBatch) -> None:
    rows = list(batch.jobs.values_list("wanted_at", *TIMES))
    for place, name in enumerate(TIMES, start=1):
        seconds = median((row[place] - row[0]).total_seconds() for row in rows)
        table.add(f"asked to {name.removesuffix('_at')}, median of that batch", seconds, "s")


def _two_printers(made: Product, table: Table, numbers: Sequence[str]) -> None:
    made.switches(latency_ms=50)
    with ZplPrinter(slow=0.1) as one, ZplPrinter(slow=0.1) as two:
        alone, _ = _print([_printer("one", one)], [one], numbers[:PACED])
        both, _ = _print([_printer("one", one), _printer("two", two)], [one, two], numbers[:PACED])
    table.add("two printers together, against one", both / alone, most=1.1)


def _cost(made: Product, table: Table, numbers: Sequence[str]) -> None:
    made.switches(latency_ms=50)
    with ZplPrinter() as peer:
        printer = _printer("cost", peer)
        before = _cpu(made)
        for number in numbers[:PLAIN]:
            print_plainly.delay(number, peer.host, peer.port)
        peer.wait_printed(PLAIN, seconds=120)
        plain = _cpu(made) - before
        before = _cpu(made)
        _print([printer], [peer], numbers[:PLAIN])
        ledger = _cpu(made) - before
    python = yardstick.python()
    table.add("worker's CPU per label, a plain task each", plain / PLAIN * 1000, "ms", yardstick=python)
    table.add("worker's CPU per label, with the ledger", ledger / PLAIN * 1000, "ms", yardstick=python)
    table.add("the ledger against plain tasks, CPU", ledger / plain, most=2)


def _print(printers: list[Printer], peers: list[Any], numbers: Sequence[str]) -> tuple[float, LabelBatch]:
    """Seconds from asking until the last label is out of each printer, and the last batch."""
    user, _ = User.objects.get_or_create(username="bench-print")
    before = [len(peer.printed) for peer in peers]
    began = time.perf_counter()
    for printer in printers:
        batch, _ = create(
            PrintRequest(
                user_id=user.pk,
                key=uuid4().hex,
                packages=numbers,
                printer=printer,
                again=True,
                because="other",
            )
        )
    wake_fetchers()
    wake_feeders()
    for peer, count in zip(peers, before, strict=True):
        if not peer.wait_printed(count + len(numbers), seconds=len(numbers) * 2.5 + 60):
            raise RuntimeError("not all labels came out")
    seconds = time.perf_counter() - began
    until(lambda: not batch.jobs.exclude(state="printed").exists(), "the last word", 30)
    return seconds, batch


def _printer(name: str, peer: ZplPrinter | IppEvePrinter) -> Printer:
    kind, address = (
        ("ipp", peer.uri) if isinstance(peer, IppEvePrinter) else ("raw", f"{peer.host}:{peer.port}")
    )
    printer, _ = Printer.objects.update_or_create(name=name, defaults={"kind": kind, "address": address})
    return printer


def _printable() -> list[str]:
    """Packages whose labels are ZPL of one piece."""
    records = Sandbox(packages=PACKAGES, seed=1).packages.values()
    return [record.number for record in records if kind_of(record) == "zpl"][:500]


def _user() -> None:
    user, _ = User.objects.get_or_create(username="bench-print")
    user.set_password(PASSWORD)
    user.save()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="packages_ui"))


def _sign_in(browser: httpx.Client) -> None:
    browser.get("/login/")
    token = browser.cookies["csrftoken"]
    fields = {"username": "bench-print", "password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.post("/login/", data=fields, headers={"Referer": str(browser.base_url)})


def _cpu(made: Product) -> float:
    return cpu_of(made.running["worker"].pid)
