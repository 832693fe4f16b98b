"""500 labels by the product's own service and a real worker, against one after another and the limit."""

import time
from contextlib import suppress
from uuid import uuid4

import httpx
import psutil
from django.contrib.auth.models import User

from packages_ui.models import LabelBatch
from packages_ui.services.batches import batches
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.tasks import wake_fetchers
from tests.bench import yardstick
from tests.bench.table import Table
from tests.families import cpu_of, family
from tests.processes import Product, until

LABELS = 500
IN_FLIGHT = 16
ONE_BY_ONE = 100  # labels asked one after another; the time is scaled to LABELS
PATIENCE = 180.0
RATE = 100  # calls a second of the limited API
FAILING = 0.05
GOALS = {200: 1.15, 50: 1.40}


def measure(made: Product, table: Table) -> None:
    made.start_sandbox("--packages", "700")
    made.start_worker()
    numbers = _printable(made)
    _memory_of_fresh_worker(made, table, numbers)
    for latency, goal in GOALS.items():
        _at_latency(made, table, numbers, latency, goal)
    _limited(made, table, numbers)
    made.stop("worker")
    made.stop("sandbox")


def _memory_of_fresh_worker(made: Product, table: Table, numbers: list[str]) -> None:
    """The most that all processes of a new worker hold (PSS) while it fetches, and after it has drawn."""
    made.switches(latency_ms=50)
    batch = _ask(numbers)
    most = 0.0
    while not batches.progress(batch).settled:
        most = max(most, _memory(made))
        time.sleep(0.1)
    _wait_for_pdf(batch)
    table.add("worker's memory while it fetches (PSS of all its processes)", most, "MB", most=150)
    table.add("worker's memory after it has drawn and joined them", _memory(made), "MB")


def _at_latency(made: Product, table: Table, numbers: list[str], latency: int, goal: float) -> None:
    made.switches(latency_ms=latency)
    limit = latency / 1000 * LABELS / IN_FLIGHT
    before = _cpu(made)
    times = [_batch(made, numbers) for _ in range(3)]
    cpu = (_cpu(made) - before) / 3
    one_by_one = _one_by_one(made, numbers[:ONE_BY_ONE]) * LABELS / ONE_BY_ONE
    best, middle = min(times), sorted(times)[1]
    table.add(f"{LABELS} labels at {latency} ms, median of 3, against the limit", middle / limit, most=goal)
    table.add(f"{LABELS} labels at {latency} ms, best of 3, against the limit", best / limit)
    table.add(f"{LABELS} labels at {latency} ms, against one after another", middle / one_by_one, most=0.1)
    table.add(
        f"worker's CPU per label at {latency} ms, pages drawn and joined",
        cpu / LABELS * 1000,
        "ms",
        yardstick=yardstick.python(),
    )


def _limited(made: Product, table: Table, numbers: list[str]) -> None:
    made.switches(latency_ms=50, rate_per_second=RATE, fail_share=FAILING)
    before = made.switches()
    seconds = _batch(made, numbers)
    after = made.switches(rate_per_second=0, fail_share=0)
    limit = LABELS / (1 - FAILING) / RATE
    calls, refused = _calls(after) - _calls(before), _refused(after) - _refused(before)
    table.add(
        f"{LABELS} labels, API at {RATE}/s with 5 % failing, against its limit", seconds / limit, most=1.25
    )
    table.add("calls refused with 429 there", 100 * refused / calls, "%", most=5)


def _printable(made: Product) -> list[str]:
    """Numbers of LABELS packages whose label the sandbox gives in a form we know."""
    found = []
    with _plain(made) as client:
        for number in _all_numbers(client):
            if client.get(f"/api/i2/packages/{number}/label/").is_success:
                found.append(number)
            if len(found) == LABELS:
                return found
    raise RuntimeError(f"the sandbox has only {len(found)} labels")


def _all_numbers(client: httpx.Client) -> list[str]:
    answer = client.get("/api/i2/packages/", params={"limit": 1000}).raise_for_status().json()
    return [package["number"] for package in answer["results"]]


def _batch(made: Product, numbers: list[str]) -> float:
    """Seconds from the batch's making to its last label, fetched by the worker."""
    began = time.time()
    batch = _ask(numbers)
    until(lambda: batches.progress(batch).settled, "the batch", PATIENCE)
    _expect_all(batch, numbers)
    last = (
        batch.jobs.order_by("-ready_at").values_list("ready_at", flat=True).filter(ready_at__isnull=False)[0]
    )
    _wait_for_pdf(batch)
    assert last is not None
    return last.timestamp() - began


def _ask(numbers: list[str]) -> LabelBatch:
    user, _ = User.objects.get_or_create(username="bench")
    batch, _ = create(
        PrintRequest(user_id=user.pk, key=uuid4().hex, packages=numbers, again=True, because="other")
    )
    wake_fetchers()
    return batch


def _wait_for_pdf(batch: LabelBatch) -> None:
    until(lambda: LabelBatch.objects.exclude(pdf_path="").filter(pk=batch.pk).exists(), "the PDF", PATIENCE)


def _expect_all(batch: LabelBatch, numbers: list[str]) -> None:
    arrived = batch.jobs.exclude(label=None).count()
    if arrived != len(numbers):
        reasons = list(batch.jobs.filter(label=None).values_list("state", "reason")[:3])
        raise RuntimeError(f"{arrived} of {len(numbers)} labels arrived: {reasons}")


def _one_by_one(made: Product, numbers: list[str]) -> float:
    with _plain(made) as client:
        began = time.perf_counter()
        for number in numbers:
            client.get(f"/api/i2/packages/{number}/label/").raise_for_status()
        return time.perf_counter() - began


def _plain(made: Product) -> httpx.Client:
    return httpx.Client(base_url=made.sandbox_url, headers={"Authorization": "sandbox-key"}, timeout=30)


def _cpu(made: Product) -> float:
    return cpu_of(made.running["worker"].pid)


def _memory(made: Product) -> float:
    found = 0.0
    for process in family(made.running["worker"].pid):
        with suppress(psutil.NoSuchProcess):  # one that draws has ended just now
            found += process.memory_full_info().pss / 1e6
    return found


def _calls(switches: dict[str, dict[str, int]]) -> int:
    return switches["calls"]["PKG104"]


def _refused(switches: dict[str, dict[str, int]]) -> int:
    return switches["refused"].get("429", 0)
