"""The whole product for a load: PostgreSQL, Valkey, Seller Center, printers, and the Procfile's processes."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from packages_ui.sandbox.records import Record
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.families import cpu_of, family
from tests.load.parcels import sandbox_of
from tests.postgres import Postgres
from tests.processes import ROOT, Product, product, until

LATENCY = 200  # ms
LEADS = 2
PROCESSES = "2"  # of gunicorn, as on a small machine
SET_UP = """
import json
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from packages_ui.models import Printer, Station
from packages_ui.services.ahead.fetch_ahead import fetch_ahead
from packages_ui.views.stations.this_browser import bind
cookies = []
for place, address in enumerate({addresses!r}):
    group = "Leads" if place < {leads} else "Packers"
    user = User.objects.create_user(f"load {{place}}")
    user.groups.add(Group.objects.get(name=group))
    printer = Printer.objects.create(name=f"Load {{place}}", kind="raw", address=address, counts=True)
    station = Station.objects.create(name=f"Load {{place}}", label_printer=printer)
    client = Client(headers={{"host": "127.0.0.1"}})
    client.force_login(user)
    bound = bind(HttpResponse(), station).cookies["station"].value
    session = client.cookies["sessionid"].value
    cookies.append({{"sessionid": session, "station": bound, "printer": str(printer.pk)}})
while {fill} and fetch_ahead(seconds=60):
    pass
print(json.dumps(cookies))
"""
YEAR = "from tests.year import make_year; make_year(packages={packages}); print(1)"


@dataclass
class Floor:
    """`desks` are the cookies of browsers at their stations, the leads' first. `parcels` are in Preparing."""

    made: Product
    parcels: list[Record]
    peers: list[ZplPrinter]
    desks: list[dict[str, str]]
    workers: list[str]

    def cpu(self, *names: str) -> float:
        """Seconds that these processes and their children have used."""
        return sum(cpu_of(self.made.running[name].pid) for name in names)

    def memory(self, *names: str) -> float:
        """MiB, what processes share counted in each."""
        processes = (each for name in names for each in family(self.made.running[name].pid))
        return sum(each.memory_info().rss for each in processes) / 2**20


@contextmanager
def floor_of(*, parcels: int, packers: int, fill: bool, year: int) -> Iterator[Floor]:
    """Everything runs. `fill`: all is prefetched already; `year`: so many packages of a year are in the
    database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="load-")))
        server = stack.enter_context(Postgres())
        env = {"DATABASE_URL": server.url, "SHELF_IN_FLIGHT": "2", "WEB_CONCURRENCY": PROCESSES}
        made = stack.enter_context(product(folder, **env))
        if year:
            made.python(YEAR.format(packages=year))
        made.serve_sandbox("-m", "tests.load.parcels", str(made.sandbox_port), str(parcels))
        peers = [stack.enter_context(ZplPrinter(slow=0.3)) for _ in range(packers + LEADS)]
        desks = _set_up(made, peers, fill=fill)
        made.switches(latency_ms=LATENCY)
        workers = _start(made)
        yield Floor(made, sandbox_of(parcels)[1], peers, desks, workers)


def _set_up(made: Product, peers: list[ZplPrinter], *, fill: bool) -> list[dict[str, str]]:
    addresses = [f"{peer.host}:{peer.port}" for peer in peers]
    cookies: Any = made.python(SET_UP.format(addresses=addresses, leads=LEADS, fill=fill))
    return list(cookies)


def _start(made: Product) -> list[str]:
    """What the Procfile starts, but for Redis and the sandbox; the web by way of tests.load.web. The names
    of the workers."""
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    lines["web"] = lines["web"].replace("backoffice.wsgi", "tests.load.web")
    made.env |= {"WEB_PORT": str(made.web_port), "PATH": f"{Path(sys.executable).parent}:{made.env['PATH']}"}
    names = [name for name in lines if name not in ("redis", "sandbox")]
    for name in names:
        made.start(name, "sh", "-c", lines[name])
    until(lambda: httpx.get(f"{made.web_url}/livez").is_success, "the web", 60)
    time.sleep(3)  # the workers' own start is nobody's load
    return [name for name in names if name != "web"]
