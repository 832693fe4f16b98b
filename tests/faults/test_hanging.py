"""Seller Center takes calls and answers none: whoever does not need it is answered all the same."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import httpx
import pytest

from tests.processes import PATIENCE, Product, product, until

HANGS = 3_600_000  # milliseconds: longer than anything of ours waits
THREADS = 8
PREPARE = """
import json
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from packages_ui.models import Printer, Station, StoredItem
from packages_ui.services.ahead.fetch_ahead import fetch_ahead
from packages_ui.views.stations.this_browser import bind
user = User.objects.create_user("lead")
user.groups.add(Group.objects.get(name="Leads"))
printer = Printer.objects.create(name="here", kind="browser")
client = Client(headers={"host": "127.0.0.1"})
client.force_login(user)
station = Station.objects.create(name="Desk", label_printer=printer)
bound = bind(HttpResponse(), station).cookies["station"].value
fetch_ahead(seconds=20)
number = StoredItem.objects.filter(package__status=2).values_list("package__number", flat=True).first()
print(json.dumps({"sessionid": client.cookies["sessionid"].value, "station": bound, "number": number}))
"""
CSRF = "x" * 32


@pytest.fixture
def made() -> Iterator[Product]:
    folder = Path(mkdtemp(prefix="hanging-"))
    with product(folder, SHELF_IN_FLIGHT="2", SELLER_CENTER_SECONDS="2") as running:
        running.start_sandbox("--packages", "60", "--seed", "7")
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def told(made: Product) -> dict[str, str]:
    found: dict[str, str] = made.python(PREPARE)
    made.switches(latency_ms=HANGS)
    return found


def test_it_answers_desks_and_sign_in_meanwhile(made: Product, told: dict[str, str]) -> None:
    """Pages that wait for Seller Center wait all the while: until that is gone."""
    made.web_app = "tests.faults.patient"
    made.start_web("--workers", "1", "--threads", str(THREADS), "--no-control-socket")
    with ThreadPoolExecutor(2 * THREADS) as browsers, _gone_at_last(made):
        addresses = [f"/packages/?number=none-{n}" for n in range(2 * THREADS)]
        lists = [browsers.submit(_get, made, told, address, None) for address in addresses]
        until(lambda: any(one.done() for one in lists), "a page that is told so")
        _scan(made, told)
        for address in ("/login/", "/stations/", "/labels/", "/livez"):
            assert _get(made, told, address).status_code == 200, address
        assert not all(one.done() for one in lists)
    pages = [one.result() for one in lists]
    assert {page.status_code for page in pages} == {502, 503}  # of those that waited, and of the others
    assert any("Many pages are waiting for Seller Center." in page.text for page in pages)


def test_it_gives_up_a_page_whose_time_is_over(made: Product, told: dict[str, str]) -> None:
    made.start_web("--workers", "1", "--threads", "2", "--no-control-socket")
    assert _get(made, told, "/packages/?number=none").status_code == 503


@contextmanager
def _gone_at_last(made: Product) -> Iterator[None]:
    try:
        yield
    finally:
        made.kill("sandbox")


def _get(
    made: Product, told: dict[str, str], address: str, timeout: float | None = PATIENCE
) -> httpx.Response:
    cookies = {name: told[name] for name in ("sessionid", "station")}
    if address == "/login/":  # who is signed in is led on
        cookies = {}
    return httpx.get(f"{made.web_url}{address}", cookies=cookies, timeout=timeout)


def _scan(made: Product, told: dict[str, str]) -> None:
    """A package that was fetched ahead."""
    cookies = {"sessionid": told["sessionid"], "station": told["station"], "csrftoken": CSRF}
    body = json.dumps({"scans": [{"key": "scan-0001", "texts": [told["number"]], "clock": 1}]})
    headers = {"X-CSRFToken": CSRF, "Content-Type": "application/json"}
    address = f"{made.web_url}/pack/scan/"
    answer = httpx.post(address, content=body, cookies=cookies, headers=headers, timeout=PATIENCE)
    assert f"Package {told['number']} is open." in answer.text
