"""Seller Center takes calls and answers none: whoever does not need it is answered all the same."""

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import pytest

from tests.processes import Product, product, until

HANGS = 60_000  # milliseconds: longer than anything of ours waits
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
def folder() -> Any:
    made = Path(mkdtemp(prefix="hanging-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_it_answers_desks_and_sign_in_meanwhile(folder: Path) -> None:
    with product(folder, SHELF_IN_FLIGHT="2") as made:
        made.start_sandbox("--packages", "60", "--seed", "7")
        told = made.python(PREPARE)
        made.start_web("--workers", "1", "--threads", str(THREADS), "--no-control-socket")
        made.switches(latency_ms=HANGS)
        with ThreadPoolExecutor(2 * THREADS) as browsers:
            lists = [
                browsers.submit(_get, made, told, f"/packages/?number=none-{n}") for n in range(2 * THREADS)
            ]
            until(lambda: any(one.done() for one in lists), "a page that is told so")
            _answered_meanwhile(lists, lambda: _scan(made, told))
            for address in ("/login/", "/stations/", "/labels/", "/livez"):
                _answered_meanwhile(lists, lambda address=address: _get(made, told, address))  # type: ignore[misc]
            pages = [one.result() for one in lists]
        assert {page.status_code for page in pages} == {503}
        assert any("Many pages are waiting for Seller Center." in page.text for page in pages)
        assert max(page.elapsed.total_seconds() for page in pages) * 1000 < HANGS / 2


def _answered_meanwhile(lists: list[Future[httpx.Response]], ask: Callable[[], httpx.Response]) -> None:
    answer = ask()
    assert answer.status_code == 200, answer.text[:500]
    assert not all(one.done() for one in lists)


def _get(made: Product, told: dict[str, str], address: str) -> httpx.Response:
    cookies = {name: told[name] for name in ("sessionid", "station")}
    if address == "/login/":  # who is signed in is led on
        cookies = {}
    return httpx.get(f"{made.web_url}{address}", cookies=cookies, timeout=HANGS)


def _scan(made: Product, told: dict[str, str]) -> httpx.Response:
    """A package that was fetched ahead."""
    cookies = {"sessionid": told["sessionid"], "station": told["station"], "csrftoken": CSRF}
    body = json.dumps({"scans": [{"key": "scan-0001", "texts": [told["number"]], "clock": 1}]})
    headers = {"X-CSRFToken": CSRF, "Content-Type": "application/json"}
    answer = httpx.post(
        f"{made.web_url}/pack/scan/", content=body, cookies=cookies, headers=headers, timeout=HANGS
    )
    assert f"Package {told['number']} is open." in answer.text
    return answer
