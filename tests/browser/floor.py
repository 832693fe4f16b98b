"""A desk on the real stack: Redis, Seller Center with its latency, a worker, gunicorn and a printer."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import httpx
from playwright.sync_api import Browser, Page

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.processes import Product

FOOTER = re.compile(rb"\^FD(\d{10,}) / \d+ / r\d+\^FS")
WEB = ("--no-control-socket", "--workers", "2", "--threads", "8")  # as in the Procfile
SET_UP = """
import json
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from packages_ui.models import Packing, Printer, Station
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.opening import open_package
from packages_ui.services.ahead.fetch_ahead import fetch_ahead
from packages_ui.views.stations.this_browser import bind
packer, other = [User.objects.get_or_create(username=name)[0] for name in ("packer", "other")]
Packing.objects.filter(user__in=(packer, other)).update(state=Packing.State.DROPPED)  # of a bench before
packer.user_permissions.set(Permission.objects.filter(content_type__app_label="packages_ui"))
at = dict(kind="raw", address={address!r})
printer, _ = Printer.objects.update_or_create(name="Zebra", defaults=at)
here, there = [
    Station.objects.update_or_create(name=name, defaults=dict(label_printer=printer))[0]
    for name in ("Desk 1", "Desk 2")
]
while fetch_ahead(seconds=60):
    pass
for number in {elsewhere!r}:
    open_package(Desk(user_id=other.pk, station=there), number=number)
client = Client()
client.force_login(packer)
station = bind(HttpResponse(), here).cookies["station"]
print(json.dumps({{"sessionid": client.cookies["sessionid"].value, "station": station.value}}))
"""


class Floor:
    """`cookies` sign a browser in and put it at the desk."""

    def __init__(self, made: Product, peer: ZplPrinter, cookies: dict[str, str]) -> None:
        self.made, self.peer, self.cookies = made, peer, cookies

    def page(self, browser: Browser) -> Page:
        context = browser.new_context(base_url=self.made.web_url, viewport={"width": 1280, "height": 800})
        context.add_cookies(
            [{"name": name, "value": value, "url": self.made.web_url} for name, value in self.cookies.items()]
        )
        page = context.new_page()
        page.goto("/pack/")
        return page

    def start_worker(self, *options: str) -> None:
        self.made.start_worker("worker", *options, kept=True)

    def start_web(self) -> None:
        self.made.start_web(*WEB)

    def labels(self) -> list[str]:
        """The packages whose labels are on paper, in order."""
        return [found[1].decode() for zpl in list(self.peer.printed) if (found := FOOTER.search(zpl))]

    def statuses(self) -> dict[str, dict[str, Any]]:
        """All packages at Seller Center, by number."""
        with httpx.Client(base_url=self.made.sandbox_url, headers={"Authorization": "sandbox-key"}) as api:
            listed = api.get("/api/i2/packages/", params={"limit": 1000}).raise_for_status().json()
        return {one["number"]: one for one in listed["results"]}

    def rows(self, sql: str) -> list[Any]:
        path = self.made.folder / "db.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            return database.execute(sql).fetchall()


@contextmanager
def floor_of(
    made: Product,
    *,
    parcels: int,
    seed: int,
    elsewhere: list[str],
    latency_ms: int,
    worker: Sequence[str] = (),
) -> Iterator[Floor]:
    """Everything runs, and all is prefetched. `worker`: further options of the worker."""
    serve = ("-m", "tests.browser.parcels", str(made.sandbox_port), str(parcels), str(seed))
    made.serve_sandbox(*serve)
    with ZplPrinter() as peer:
        address = f"{peer.host}:{peer.port}"
        cookies = made.python(SET_UP.format(address=address, elsewhere=elsewhere))
        made.switches(latency_ms=latency_ms)
        floor = Floor(made, peer, cookies)
        floor.start_worker(*worker)
        floor.start_web()
        yield floor
