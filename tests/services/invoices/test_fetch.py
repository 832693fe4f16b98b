"""Invoices come from allowed hosts to our own disk; what is not there yet is tried again."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.models import Invoice, StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.switches import Switches
from packages_ui.seller_center.files import FileFailed, Source
from packages_ui.services import label_files, lease
from packages_ui.services.invoices import fetch
from packages_ui.services.invoices.address import digest_of, request_address
from packages_ui.services.invoices.paper import retry, want
from tests.services.goods.makers import copied
from tests.services.invoices.makers import fetch_all, give, hurry, row_of
from tests.services.packing.shelves import shelved

State = Invoice.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    """Not in the copy."""
    made = shelved(sandbox, "AKN-A")
    StoredPackage.objects.all().delete()
    return made


def tried(record: Record, kind: str) -> Invoice:
    give(record, kind)
    want(number=record.number)
    fetch_all()
    return row_of(record)


@pytest.mark.parametrize(("kind", "pages"), [("pdf", 1), ("two-pages", 2), ("relative", 1)])
def test_it_keeps_an_invoice(record: Record, media: Path, kind: str, pages: int) -> None:
    row = tried(record, kind)
    assert (row.state, row.pages, row.due_at) == (State.KEPT, pages, None)
    assert label_files.load(row.path, digest=row.sha256).startswith(b"%PDF")
    (file,) = (media / "invoices").rglob("*.pdf")
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("forty-pages", "The invoice has 40 pages; at most 10 are printed."),
        ("huge", "The invoice is larger than 5 MB."),
        ("redirect", "leads on to another address"),
        ("broken", "its PDF is broken or locked"),
    ],
)
def test_it_refuses_what_is_no_invoice(record: Record, kind: str, why: str, media: Path) -> None:
    row = tried(record, kind)
    assert (row.state, row.due_at) == (State.REFUSED, None)
    assert why in str(row.reason)
    assert not (media / "invoices").exists()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://files.example.com/1.pdf", "on files.example.com, which no administrator has allowed"),
        ("//files.example.com/1.pdf", "not a secure address"),
        ("http://files.example.com/1.pdf", "not a secure address"),
        ("file:///etc/passwd", "not a secure address"),
        ("https://[::1", "not a secure address"),
    ],
)
def test_it_asks_no_other_host(record: Record, url: str, why: str) -> None:
    record.body["invoice_url"] = url
    want(number=record.number)
    fetch_all()
    row = row_of(record)
    assert row.state == State.REFUSED
    assert why in str(row.reason)


@pytest.mark.parametrize("url", [None, "", "  ", "https://x.example.com/" + "y" * 3000])
def test_a_package_without_an_address_has_none_yet(record: Record, url: str | None) -> None:
    record.body["invoice_url"] = url
    want(number=record.number)
    fetch_all()
    row = row_of(record)
    assert (row.state, row.url_digest) == (State.WANTED, "")
    assert "has no invoice for this package yet" in str(row.reason)
    assert row.due_at
    assert row.due_at > timezone.now()


def test_one_that_is_made_later_is_tried_again(record: Record) -> None:
    row = tried(record, "later")
    assert (row.state, row.tries) == (State.WANTED, 1)
    assert "not ready yet (HTTP 404)" in str(row.reason)
    for _ in range(2):
        hurry()
        fetch_all()
    row.refresh_from_db()
    assert (row.state, row.tries, str(row.reason)) == (State.KEPT, 0, "")


def test_it_is_tried_again_later_and_later(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    give(record)
    want(number=record.number)

    def fail(_: Source, url: str) -> bytes:
        raise FileFailed("ConnectError")

    monkeypatch.setattr(Source, "fetch", fail)
    for seconds in (10, 20, 40, 80):
        before, pause = timezone.now(), timedelta(seconds=seconds)
        fetch_all()
        row = row_of(record)
        assert row.due_at
        assert before + pause <= row.due_at <= timezone.now() + pause
        hurry()
    Invoice.objects.update(wanted_at=timezone.now() - timedelta(days=2))
    fetch_all()
    row = row_of(record)
    assert (row.due_at, "is not responding" in str(row.reason)) == (None, True)
    retry(number=record.number)
    assert row_of(record).due_at is not None


def test_a_page_instead_of_a_pdf_may_become_one(record: Record) -> None:
    row = tried(record, "html")
    assert (row.state, "is not a PDF" in str(row.reason)) == (State.WANTED, True)
    assert row.due_at is not None


def test_another_address_is_fetched_anew(record: Record) -> None:
    row = tried(record, "huge")
    assert row.url_digest == digest_of(request_address(record.number))
    give(record, "pdf")
    retry(number=record.number)
    fetch_all()
    assert row_of(record).state == State.KEPT


def test_it_takes_the_address_from_the_copy(sandbox: Sandbox, record: Record) -> None:
    give(record)
    copied(sandbox)
    sandbox.calls.clear()
    want(number=record.number)
    fetch_all()
    assert row_of(record).state == State.KEPT
    assert sandbox.calls == {"invoice": 1}


def test_a_person_who_asks_again_need_not_wait_for_the_copy(sandbox: Sandbox, record: Record) -> None:
    give(record, "huge")
    copied(sandbox)
    assert tried(record, "pdf").state == State.REFUSED
    retry(number=record.number)
    assert str(row_of(record).reason) == ""
    fetch_all()
    assert row_of(record).state == State.KEPT


def test_it_says_that_seller_center_is_away(sandbox: Sandbox, record: Record) -> None:
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    want(number=record.number)
    fetch_all()
    assert "Seller Center could not be asked" in str(row_of(record).reason)


def test_it_makes_way_for_labels(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(draw, "check_pdf", busy)
    row = tried(record, "pdf")
    assert (row.state, row.tries) == (State.WANTED, 0)
    assert row.due_at is not None


def test_one_worker_fetches_at_a_time(record: Record) -> None:
    give(record)
    want(number=record.number)
    token = lease.take(name=fetch.LEASE, seconds=500)
    assert fetch_all() == 0
    assert row_of(record).state == State.WANTED
    lease.release(token=token or "")
    fetch_all()
    assert row_of(record).state == State.KEPT


def test_a_full_disk_is_tried_again(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(label_files, "write_whole", full)
        row = tried(record, "pdf")
    assert "could not be stored" in str(row.reason)
    hurry()
    fetch_all()
    assert row_of(record).state == State.KEPT
