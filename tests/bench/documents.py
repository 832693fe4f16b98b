"""A pick list of 300 packages by a real worker: read from Seller Center, and out of the copy."""

import time
from uuid import uuid4

import httpx
from django.contrib.auth.models import User

from packages_ui.models import Document
from packages_ui.services.documents.want import want
from packages_ui.services.packages import snapshot
from packages_ui.services.packages.stored_snapshot import keep_read
from packages_ui.tasks import wake_documents
from tests.bench import yardstick
from tests.bench.table import Table
from tests.processes import Product, until

PACKAGES = 300
LATENCY = 200  # ms
CALLS = 2 * PACKAGES
PATIENCE = 120.0
COPY_TIMES, PER_PACKAGE = 3000, 0.2


def measure(made: Product, table: Table) -> None:
    made.start_sandbox("--packages", "400")
    made.start_worker("worker", "-c", "1")
    try:
        numbers = _numbers(made)
        made.switches(latency_ms=LATENCY)
        _seconds(numbers[:1])  # the first one loads what is needed
        asked = min(_seconds(numbers) for _ in range(3))
        made.switches(latency_ms=0)
        for number in numbers:
            keep_read(snapshot=snapshot.read(number=number))
        copied = min(_seconds(numbers) for _ in range(3))
        one = min(_seconds(numbers[:1]) for _ in range(3))
        _tell(table, asked, copied, one)
    finally:
        made.stop("worker")
        made.stop("sandbox")


def _tell(table: Table, asked: float, copied: float, one: float) -> None:
    """All in seconds. What is asked for ahead is drawn alike: the difference is what the calls take."""
    python = yardstick.python() / 1000
    what = f"pick list of {PACKAGES} packages"
    table.add(f"{what} of the copy", copied, "s", most=10, yardstick=python, times=COPY_TIMES)
    table.add("the same per package, against a pick list of one", copied / PACKAGES / one, most=PER_PACKAGE)
    table.add(f"{what} at {LATENCY} ms", asked, "s", yardstick=python)
    calls = (asked - copied) / (CALLS * LATENCY / 1000)
    table.add("what its calls take, against one after another", calls, most=0.1)


def _numbers(made: Product) -> list[str]:
    headers = {"Authorization": "sandbox-key"}
    with httpx.Client(base_url=made.sandbox_url, headers=headers, timeout=30) as client:
        answer = client.get("/api/i2/packages/", params={"limit": PACKAGES}).raise_for_status().json()
    return [package["number"] for package in answer["results"]]


def _seconds(numbers: list[str]) -> float:
    """From the wish to the stored PDF."""
    user, _ = User.objects.get_or_create(username="bench")
    began = time.perf_counter()
    document = want(
        kind=Document.Kind.PICK_LIST,
        about={"numbers": numbers},
        user_id=user.pk,
        key=uuid4().hex,
        paper=Document.Paper.A4,
        language=Document.Language.TR,
    )
    wake_documents()
    row = Document.objects.filter(pk=document.pk)
    until(lambda: row.filter(state__in=("made", "failed")).exists(), "the pick list", PATIENCE)
    seconds = time.perf_counter() - began
    made = row.get()
    if made.state != Document.State.MADE or made.sentence:
        raise RuntimeError(made.sentence)
    return seconds
