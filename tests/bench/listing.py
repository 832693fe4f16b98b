"""What the list view adds to the API's own time, a cached list, and an act's one row."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import httpx
from django.contrib.auth.models import Permission, User
from django.test import Client, RequestFactory

from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.client import seller_center
from packages_ui.services.packages.rows import row
from packages_ui.views.packages.list_rows import render_row
from tests.bench import yardstick
from tests.bench.table import Table, percentile
from tests.processes import Product

ROUNDS = 120
LATENCY = 50  # ms
_queries = count()


def measure(made: Product, table: Table) -> None:
    made.start_sandbox("--packages", "400")
    made.start_web("--workers", "4", "--threads", "4")
    _user()
    made.switches(latency_ms=LATENCY)
    with httpx.Client(base_url=made.web_url, timeout=30, follow_redirects=True) as browser:
        _sign_in(browser)
        added, bare = _added(made, browser)
        what = "list of 50 rows over the API's own time"
        table.add_both(what, added, bare, most=(20, 30), times=(8, 8))
        pairs = [(_timed(browser, "/packages/?limit=50"), yardstick.page(browser)) for _ in range(ROUNDS)]
        cached, bare = [one for one, _ in pairs], [two for _, two in pairs]
        table.add_both("cached list of 50 rows, in all", cached, bare, most=(15, None), times=(5, None))
    made.switches(latency_ms=0)
    table.add("an act's one-row answer, against the page's CPU", _cpu_of_row() / _cpu_of_page(), most=0.05)
    made.stop("web")
    made.stop("sandbox")


def _user() -> None:
    user, _ = User.objects.get_or_create(username="bench-list")
    user.set_password("bench-list-password")
    user.save()
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="packages_ui"))


def _sign_in(browser: httpx.Client) -> None:
    browser.get("/login/")
    fields = {
        "username": "bench-list",
        "password": "bench-list-password",
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
    }
    answer = browser.post("/login/", data=fields, headers={"Referer": str(browser.base_url)})
    if "/packages/" not in str(answer.url):
        raise RuntimeError(f"could not sign in: {answer.status_code} {answer.url}")


def _added(made: Product, browser: httpx.Client) -> tuple[list[float], list[float]]:
    """The page's time less the median time of the same call made directly, each query never seen before; and
    a bare page's in the same rounds."""
    with httpx.Client(base_url=made.sandbox_url, headers={"Authorization": "sandbox-key"}) as api:
        for _ in range(20):
            _timed(browser, f"/packages/?{_new_query()}")  # each web process makes its client once
        rounds = [
            (
                _timed(api, f"/api/i2/packages/?{_new_query()}"),
                _timed(browser, f"/packages/?{_new_query()}"),
                yardstick.page(browser),
            )
            for _ in range(ROUNDS)
        ]
    direct = percentile([api for api, _, _ in rounds], 0.5)
    return [page - direct for _, page, _ in rounds], [bare for _, _, bare in rounds]


def _new_query() -> str:
    since = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=next(_queries))
    return f"limit=50&created_at__gte={since:%Y-%m-%dT%H:%M:%SZ}"


def _timed(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path).raise_for_status()
    took = (time.perf_counter() - began) * 1000
    if not answer.content:
        raise RuntimeError(f"{path} was empty")
    return took


def _cpu_of_page() -> float:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username="bench-list"))
    return _cpu(lambda: client.get("/packages/?limit=50").content)


def _cpu_of_row() -> float:
    request = RequestFactory().get("/packages/")
    request.user = User.objects.get(username="bench-list")
    package = next(iter(seller_center().all_packages(PackageFilters(limit=1), most=1)))
    return _cpu(lambda: render_row(request, row(package), items=3))


def _cpu(work: Callable[[], object], rounds: int = 60) -> float:
    """Seconds of CPU for one go, the first ones left out."""
    for _ in range(5):
        work()
    began = time.process_time()
    for _ in range(rounds):
        work()
    return (time.process_time() - began) / rounds
