"""One database with a copy of many packages, measured in one process: a line of JSON for each page."""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import django
from django.conf import settings

SEARCHES = {
    "a name": "q=sukru+yilmaz",
    "a common name": "q=%C3%A7a%C4%9Fr%C4%B1",
    "a city and a carrier": "q=izmir+aras",
    "three words": "q=yagmur+korkmaz+mus",
    "a part of a number": "q=0123456",
    "a telephone's end": "q=14567",
    "a product": "q=akn-2961",
    "a rare note": "q=kapiciya+mus",
    "nothing": "q=nosuchword",
    "a name in Preparing": "q=isil+kaya&status=2",
    "two letters": "q=li",
}
LISTS = {
    "late": "late=1",
    "of a city": "city=mus",
    "of a carrier in Preparing": "carrier=Aras+Kargo&status=2",
    "without a label": "label=none&status=2",
    "with failed labels": "label=failed",
    "not handed over": "handed_over=0&status=3",
    "packed by somebody": "packed_by=1",
    "of a product": "product=AKN-2961",
    "by customer": "sort=customer",
    "by city, downwards": "sort=-city",
    "by items": "sort=-items",
    "by amount": "sort=amount",
    "by notes": "sort=marks",
    "by notes, downwards": "sort=-marks",
    "of a status by notes": "sort=-marks&status=2",
    "of few by label": "sort=-label&status=2&items=3&carrier=Aras+Kargo",
    "of a status by customer": "sort=customer&status=2",
    "page 40": "sort=-age&page=40",
}

LATENCY_MS = 300


def main(packages: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the set-up

    call_command("migrate", verbosity=0)
    from tests.stored_rows import make_copy, make_labels  # noqa: PLC0415 - the models need the set-up

    began = time.perf_counter()
    make_copy(packages=packages)
    make_labels(packages=packages)
    sys.stderr.write(f"{packages:,} packages were made in {time.perf_counter() - began:.0f} s\n")
    settings.ROOT_URLCONF = "tests.bench.bare"
    from packages_ui.sandbox.app import Sandbox  # noqa: PLC0415 - the same
    from tests.bench.year_run import _tell, _their_time  # noqa: PLC0415 - the same
    from tests.in_process import in_process  # noqa: PLC0415 - the same

    with in_process(Sandbox(packages=60, seed=1)) as sandbox, _their_time(sandbox) as theirs:
        client = _client()
        bare = partial(_get, client, "/bare/")
        for file in ("csv", "xlsx"):
            _memory_of_export(client, file)
        _cut_offs()
        for what, work in {"made anew": _anew, "kept": _nothing}.items():
            page = partial(_overview, client, work)
            _tell(f"overview: {what}", "overview", page, bare, theirs)
        for kind, pages in (("search", SEARCHES), ("list", LISTS)):
            for what, query in pages.items():
                _tell(f"{kind}: {what}", kind, partial(_get, client, f"/packages/?{query}"), bare, theirs)
        _tell("sync: 1,000 changes", "sync", partial(_sync, sandbox), bare, theirs)
        _against_the_limit(sandbox)


def _against_the_limit(sandbox: Any) -> None:
    """1,000 changes come in ten pages of a hundred, one after the other: how many times that long it takes,
    by what all calls wait and what we are on a processor, which other work lengthens least."""
    from packages_ui.sandbox.switches import Switches  # noqa: PLC0415 - after the set-up
    from packages_ui.services.mirror.pages import PAGE  # noqa: PLC0415 - the same
    from tests.bench.year_run import _processors  # noqa: PLC0415 - the same

    sandbox.switches, processors, took = Switches(latency_ms=LATENCY_MS), _processors(), []
    for _ in range(3):
        calls, before = sandbox.calls["PKG101"], processors()
        _sync(sandbox)
        waited = (sandbox.calls["PKG101"] - calls) * LATENCY_MS / 1000
        took.append(waited + processors() - before)
    what = f"sync: 1,000 changes at {LATENCY_MS} ms a page, times ten pages"
    value = min(took) / (1000 / PAGE * LATENCY_MS / 1000)
    sys.stdout.write(json.dumps({"kind": "figure", "what": what, "value": value, "most": 1.3}) + "\n")


def _memory_of_export(client: object, file: str) -> None:
    """Before anything else has made the process large: the most that it grows while all rows are written."""
    status = Path("/proc/self/status")

    def figure(name: str) -> float:
        found = next(line for line in status.read_text().splitlines() if line.startswith(f"{name}:"))
        return int(found.split()[1]) / 1024

    _get(client, "/packages/?sort=age")  # what every process has anyway
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins here
    before, size = figure("VmRSS"), 0
    response = client.get(f"/packages/export.{file}?sort=age")  # type: ignore[attr-defined] # as in _get
    for part in response.streaming_content:
        size += len(part)
    response.close()
    assert size > 1_000_000, size
    what = f"export: {file} of 100,000 rows, memory over what the process had"
    row = {"kind": "figure", "what": what, "value": figure("VmHWM") - before, "unit": "MiB", "most": 60}
    sys.stdout.write(json.dumps(row) + "\n")


def _client() -> object:
    from django.contrib.auth.models import User  # noqa: PLC0415 - after the set-up
    from django.test import Client  # noqa: PLC0415 - the same

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.create_superuser("lead", password="lead"))
    return client


def _get(client: object, path: str) -> None:
    response = client.get(path)  # type: ignore[attr-defined] # Django's, which needs the set-up
    assert response.status_code == 200, (path, response.status_code)


def _cut_offs() -> None:
    """Four of the six companies pick up, two of them twice a day."""
    from datetime import time as clock  # noqa: PLC0415 - beside the others

    from packages_ui.models import CutOff  # noqa: PLC0415 - after the set-up
    from tests.stored_rows import CARRIERS  # noqa: PLC0415 - the same

    pickups = [(CARRIERS[n % 4], clock(11 + n)) for n in range(6)]
    CutOff.objects.bulk_create(CutOff(carrier=one, at=at, weekdays=127) for one, at in pickups)


def _overview(client: object, before: Callable[[], None]) -> None:
    before()
    _get(client, "/")


def _anew() -> None:
    """Nobody has made it for a moment, as where no beat runs."""
    from django.core.cache import cache  # noqa: PLC0415 - after the set-up

    from packages_ui.services.overview import summary  # noqa: PLC0415 - the same

    cache.delete(summary.KEY)


def _nothing() -> None:
    """As the beat keeps it."""


def _sync(sandbox: object) -> None:
    """1,000 packages have changed just now, and are in the copy."""
    from dataclasses import replace  # noqa: PLC0415 - beside what needs the set-up

    from django.utils import timezone  # noqa: PLC0415 - after the set-up

    from packages_ui.models import StoredPackage, SyncWalk  # noqa: PLC0415 - the same
    from packages_ui.sandbox.records import iso  # noqa: PLC0415 - the same
    from packages_ui.services.mirror import changes  # noqa: PLC0415 - the same
    from packages_ui.services.mirror.walk import run_for  # noqa: PLC0415 - the same

    now, store = timezone.now().replace(microsecond=0), sandbox._store  # type: ignore[attr-defined] # the sandbox
    record = next(iter(store.packages.values()))
    for place in range(1000):
        body = {**record.body, "number": f"9{place:015}", "status": 4}
        body["updated_at"] = iso(now + timedelta(milliseconds=place))
        store.packages[body["number"]] = replace(record, body=body)
    SyncWalk.objects.filter(name="changes").update(since=now)
    changes.follow(run_for(600))
    assert StoredPackage.objects.filter(updated_at__gte=now).count() == 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
