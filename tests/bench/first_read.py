"""The first reading of many packages into an empty copy, in a process of its own: a line of JSON for each
figure. Seller Center is a formula in this process, so that its own packages take no memory."""

import json
import sys
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import django
import msgspec
import psutil

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

EARLY = 10_000  # packages, after which memory is what it is to stay
STEP = timedelta(seconds=1)  # between two changes
FINISHED = 5


class Formula:
    """PKG101 of `count` packages, each changed a STEP after the one before; none is still here."""

    def __init__(self, body: dict[str, Any], count: int, first: datetime) -> None:
        self.body, self.count, self.first = body, count, first

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        asked = dict(parse_qsl(environ["QUERY_STRING"]))
        start, end = (
            self._place(asked, "updated_at__gte", 0),
            self._place(asked, "updated_at__lt", self.count),
        )
        if "status" in asked:
            end = start
        page, limit = int(asked.get("page", 1)), int(asked["limit"])
        places = range(start, max(start, end))[(page - 1) * limit : page * limit]
        found = {"count": max(end - start, 0), "next": None, "previous": None}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [msgspec.json.encode({**found, "results": [self._package(place) for place in places]})]

    def _place(self, asked: dict[str, str], name: str, without: int) -> int:
        if name not in asked:
            return without
        passed = datetime.fromisoformat(asked[name]) - self.first
        return min(max(-(-passed // STEP), 0), self.count)

    def _package(self, place: int) -> dict[str, Any]:
        at = (self.first + place * STEP).isoformat()
        numbers = {"number": f"{9_000_000_000 + place}", "order_number": f"O{place // 2}"}
        address = {**self.body["shipping_address"], "first_name": f"Ayşe {place}"}
        return {**self.body, **numbers, "status": FINISHED, "updated_at": at, "shipping_address": address}


def main(packages: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the set-up

    call_command("migrate", verbosity=0)
    from django.utils import timezone  # noqa: PLC0415 - the same

    from packages_ui.models import StoredPackage, SyncWalk  # noqa: PLC0415 - the same
    from packages_ui.sandbox.app import Sandbox  # noqa: PLC0415 - the same
    from packages_ui.services.mirror import rounds  # noqa: PLC0415 - the same
    from packages_ui.services.mirror.walk import run_for  # noqa: PLC0415 - the same
    from tests.in_process import in_process  # noqa: PLC0415 - the same

    body = next(iter(Sandbox(packages=1, seed=1).packages.values())).body
    sizes: list[tuple[int, int]] = []
    read, process = 0, psutil.Process()

    def note(some: object) -> None:
        nonlocal read
        read += len(some)  # type: ignore[arg-type] # packages
        sizes.append((read, process.memory_info().rss))

    formula = Formula(body, packages, timezone.now() - timedelta(hours=1) - packages * STEP)
    began = time.perf_counter()
    with in_process(formula):  # type: ignore[arg-type] # answers as it does
        while rounds.go_on(run_for(3600, on_read=note)):
            pass
    took = time.perf_counter() - began
    assert StoredPackage.objects.count() == packages
    assert SyncWalk.objects.get(name="round").first_at
    early = max(size for count, size in sizes if count <= EARLY * 1.2)
    memory = max(size for _, size in sizes) / early
    _tell(what=f"first read of {packages:,}: memory, times that at {EARLY:,}", value=memory, most=1.2)
    _tell(what=f"first read of {packages:,}: packages a second", value=packages / took, unit="1/s")


def _tell(**row: object) -> None:
    sys.stdout.write(json.dumps({"kind": "figure", **row}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
