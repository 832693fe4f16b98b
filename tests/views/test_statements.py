"""Every page asks the database as often for many rows as for few, and never often, and loads no history; the
same for all that polls.

Each address of packages_ui that is looked at (GET) is asked, plain and over htmx, with a small year of which
six rows of each kind are live, and with one that is ten times as large.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorDebugWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse
from django.urls.resolvers import RegexPattern
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from packages_ui import models as m
from packages_ui.sandbox.app import Sandbox
from packages_ui.urls import urlpatterns
from tests.bench.year_paths import POLLS, polls
from tests.in_process import in_process
from tests.year import make_year

pytestmark = pytest.mark.django_db  # else no database is set up
MOST_OF_PAGE, MOST_OF_POLL, MOST_ROWS = 30, 12, 150
# what shows all of one handover, or of all that is in Preparing; and where its carriers can be chosen
WHOLE = {
    "packages_ui:handover_closed": 520,
    **dict.fromkeys(("packages_ui:pack_shortage", "packages_ui:export_xlsx", "ahead: numbers"), 620),
    "invoices: what is named and not requested": 1020,  # all of them once in ten minutes
    **dict.fromkeys(("packages_ui:list", "packages_ui:cut_offs"), 640),
}
FEW, MANY = (100, 6), (1000, 60)  # packages, and how many rows of each kind are live
PATTERNS = {f"packages_ui:{one.name}": one.pattern for one in urlpatterns if isinstance(one, URLPattern)}
PAGES = list(PATTERNS)
PAGES += ["admin:packages_ui_act_changelist", "admin:auth_user_changelist"]
QUERY = {
    "packages_ui:list": "?q=P10000051",
    "packages_ui:batches": "?owner=everyone",
    "packages_ui:batch_resume": "?scan={scan}",
    "packages_ui:batch_reprint": "?job={job}",
    "packages_ui:pack_shortage": "?product=HOT1",
    "packages_ui:barcodes": "?q=SKU",
    "packages_ui:products": "?q=SKU",
}
BATCH, SCREEN = "packages_ui:batch", "a-token"
PREPARING = 2
HTMX = {"hx-request": "true"}
NO_FILE = ("picture", "label", "label_file", "batch_pdf", "document_pdf", "slip_pdf", "package_invoice")
# there are rows, but no files and items, and the copy does not have the sandbox's package
REFUSED = {f"packages_ui:{name}" for name in (*NO_FILE, "release", "package_without_invoice")}
KINDS: tuple[dict[str, Any], ...] = (
    {"state": "failed", "reason": "No label."},
    {"state": "unknown"},
    {"state": "ready", "question": "Is it right?"},
    {"state": "sent"},
    {"state": "printed", "maybe_twice": True},
    {"state": "cancelled"},
    {"state": "wanted"},
)
Asked = dict[str, tuple[int, int, int]]  # status of the answer, statements and rows, by address


class Counting(CursorDebugWrapper):
    """Counts the rows that are read, of all cursors."""

    rows = 0

    def fetchone(self) -> Any:
        return self._counted([row] if (row := self.cursor.fetchone()) else []) and row

    def fetchmany(self, *size: int) -> Any:
        return self._counted(self.cursor.fetchmany(*size))

    def fetchall(self) -> Any:
        return self._counted(self.cursor.fetchall())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._counted(list(self.cursor)))

    def _counted(self, rows: list[Any]) -> list[Any]:
        Counting.rows += len(rows)
        return rows


@pytest.fixture(scope="module")
def asked(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> tuple[Asked, Asked]:
    """With few rows and with many, of what tests of this run look at; the database is left as it was."""
    ours = [item for item in request.session.items if item.path == request.path]
    params = [item.callspec.params for item in ours if isinstance(item, pytest.Function)]
    looked_at = {f"{each.get('kind', 'poll')} {each['name']}" for each in params}
    with django_db_blocker.unblock(), in_process(Sandbox(packages=60, seed=1)) as sandbox:
        preparing = (one for one in sandbox.packages.values() if one.status == PREPARING)
        number = next(one.number for one in preparing if len(one.items) > 1)
        return _ask(*FEW, number, looked_at), _ask(*MANY, number, looked_at)


def _ask(packages: int, live: int, number: str, looked_at: set[str]) -> Asked:
    with transaction.atomic():
        make_year(packages=packages, live=live)
        batch, client = _mixed_batch(live), _client()
        _rows_of(number, live)
        _bulk_action(live)
        works: dict[str, Callable[[], Any]] = {f"poll {name}": work for name, work in polls().items()}
        for name in PAGES:
            address = _address(name, number, batch)
            works[f"page {name}"] = partial(client.get, address)
            works[f"htmx {name}"] = partial(client.get, address, headers=HTMX)
        found = {what: _asked(work) for what, work in works.items() if what in looked_at}
        transaction.set_rollback(True)
    return found


def _client() -> Client:
    """A lead who may do everything stands at the first desk, where a package is open."""
    lead = User.objects.create_superuser("lead")
    client = Client()
    client.force_login(lead)
    client.post("/stations/1/use/")
    ends = timezone.now() + timedelta(days=1)
    m.WallScreen.objects.create(name="Wall", token_hash=sha256(SCREEN.encode()).hexdigest(), expires_at=ends)
    mine = m.Packing.objects.filter(state="open").latest("pk")
    m.Packing.objects.filter(pk=mine.pk).update(user=lead, station=1)
    return client


def _mixed_batch(live: int) -> int:
    """The id of a batch of 50 with labels of all kinds, of each one or some; the last is printed."""
    batch = m.LabelBatch.objects.filter(from_desk=False).latest("pk")
    m.LabelBatch.objects.filter(pk=batch.pk).update(printer=2, pdf_path="", settled_at=None)
    out = {"sending_at": timezone.now(), "sent_at": timezone.now(), "printed_at": timezone.now()}
    batch.jobs.update(state="printed", printer=2, question="", **out)
    each = max(live // 12, 1)
    for place, kind in enumerate(KINDS):
        first = place * each
        batch.jobs.filter(position__gt=first, position__lte=first + each).update(**kind)
    m.Label.objects.filter(jobs__in=batch.jobs.filter(position__gt=50 - each)).update(stale_at=timezone.now())
    return batch.pk


def _rows_of(number: str, live: int) -> None:
    """Half as many labels, jobs, packings and audit rows of one package that Seller Center knows."""
    some = range(51, 51 + live // 2)  # of those that were printed one by one
    for model in (m.Label, m.PrintJob, m.Packing, m.Act):
        model._default_manager.filter(pk__in=some).update(package_number=number)


def _bulk_action(live: int) -> None:
    """So many of its packages failed."""
    m.BulkAction.objects.filter(pk=1).delete()
    action = m.BulkAction.objects.create(pk=1, verb="ready_to_ship", started_at=timezone.now())
    rows = [m.BulkPackage(action=action, number=f"P{n}", position=n, state="failed") for n in range(live)]
    m.BulkPackage.objects.bulk_create(rows)


def _address(name: str, number: str, batch: int) -> str:
    """A row of most kinds has the id 1; the batch is the mixed one."""
    values: dict[str, Any] = {
        "number": number,
        "item": "1",
        "kind": "csv",
        "view_id": 1,
        "token": SCREEN,
        "digest": "0" * 64,
        "size": "small",
        "pk": batch if name.startswith(BATCH) else 1,
    }
    kwargs = {key: values[key] for key in (_parts(PATTERNS[name]) if name in PATTERNS else ())}
    last = m.PrintJob.objects.filter(batch=batch).latest("position")
    return reverse(name, kwargs=kwargs) + QUERY.get(name, "").format(scan=last.package_number, job=last.pk)


def _parts(pattern: Any) -> tuple[str, ...]:
    """The names of what an address says: of a path, or of a regular expression."""
    return tuple(pattern.regex.groupindex if isinstance(pattern, RegexPattern) else pattern.converters)


def _asked(work: Callable[[], Any]) -> tuple[int, int, int]:
    """The status of the answer, if it is one, how many statements it took, and how many rows it read; with an
    empty cache, and not for the first time in this process."""
    work()
    cache.clear()
    Counting.rows = 0
    counting = patch.object(connection, "make_debug_cursor", lambda cursor: Counting(cursor, connection))
    with counting, CaptureQueriesContext(connection) as statements:
        answer = work()
    return getattr(answer, "status_code", 0), len(statements), Counting.rows


def _both(asked: tuple[Asked, Asked], what: str) -> tuple[int, int, int]:
    """The status, and how many statements with few rows and with many."""
    (status, few, _), (same, many, _) = (one[what] for one in asked)
    assert status == same, what
    return status, few, many


@pytest.mark.in_turn("kind")
@pytest.mark.parametrize("kind", ["page", "htmx"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_many_rows_as_for_few(
    asked: tuple[Asked, Asked], name: str, kind: str
) -> None:
    status, few, many = _both(asked, f"{kind} {name}")
    assert status in ((404, 409) if name in REFUSED else (200, 204, 302, 405))
    assert few == many
    assert many <= MOST_OF_PAGE


@pytest.mark.parametrize("name", list(POLLS))
def test_a_poll_asks_as_often_for_many_rows_as_for_few(asked: tuple[Asked, Asked], name: str) -> None:
    _, few, many = _both(asked, f"poll {name}")
    assert few == many
    assert many <= MOST_OF_POLL


@pytest.mark.in_turn("kind")
@pytest.mark.parametrize("kind", ["page", "htmx"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_no_history(asked: tuple[Asked, Asked], name: str, kind: str) -> None:
    """With a thousand of each kind of row that is done with."""
    rows = asked[1][f"{kind} {name}"][2]
    assert rows <= WHOLE.get(name, MOST_ROWS)


@pytest.mark.parametrize("name", list(POLLS))
def test_a_poll_loads_no_history(asked: tuple[Asked, Asked], name: str) -> None:
    assert asked[1][f"poll {name}"][2] <= WHOLE.get(name, MOST_ROWS)
