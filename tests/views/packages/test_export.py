"""GET /packages/export.csv and export.xlsx"""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import psutil
import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import SyncWalk
from packages_ui.seller_center.types import Address
from packages_ui.services.marks.hold import hold
from packages_ui.services.marks.write_on import write_on
from packages_ui.services.mirror.keep import keep
from packages_ui.services.mirror.walk import CHANGES, ROUND
from packages_ui.services.mirror.wanted import Wanted
from packages_ui.services.packages import export
from tests.services.ahead.makers import package_of

NOW = timezone.now()
PATH = "/packages/export."


@pytest.fixture
def browser(packer_client: Client) -> Client:
    SyncWalk.objects.create(name=CHANGES, finished_at=NOW)
    SyncWalk.objects.create(name=ROUND, first_at=NOW)
    keep(
        packages=[
            stored("0001", "=HYPERLINK(1)", status=2),
            stored("0002", "Çağrı", status=3, updated_at=NOW + timedelta(minutes=1)),
        ]
    )
    return packer_client


def stored(number: str, name: str, **fields: Any) -> Any:
    given = {"updated_at": NOW, "created_at": NOW - timedelta(hours=1), "currency": "TRY"}
    return package_of(number, shipping_address=Address(first_name=name, city="Muş"), **{**given, **fields})


def in_csv(browser: Client, **query: str) -> list[list[str]]:
    response = browser.get(f"{PATH}csv", query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # streamed
    return list(csv.reader(StringIO(text)))


def in_xlsx(browser: Client, **query: str) -> Iterator[tuple[Any, ...]]:
    response = browser.get(f"{PATH}xlsx", query)
    content = BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined] # streamed
    sheet = openpyxl.load_workbook(content).active
    assert sheet
    return sheet.iter_rows(values_only=True)


def test_it_writes_only_what_was_selected(browser: Client) -> None:
    response = browser.post(f"{PATH}csv", {"packages": ["0002", "9999"], "status": "2"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # streamed
    assert [row[0] for row in csv.reader(StringIO(text))][1:] == ["0002"]


def test_it_writes_what_matches_in_its_order(browser: Client) -> None:
    head, *rows = in_csv(browser, sort="-number")
    assert head[:3] == ["Package", "Order", "Customer"]
    assert [row[0] for row in rows] == ["0002", "0001"]
    assert [row[0] for row in in_csv(browser, status="3")[1:]] == ["0002"]
    assert rows[0][2:9] == ["Çağrı", "Muş", "Ready to Ship", "", "", "", "10.50"]


def test_the_list_says_before_what_will_be_in_it(browser: Client) -> None:
    page = browser.get("/packages/", {"sort": "age"}).content.decode()
    assert "All that match, at most 100,000, in these columns: Package, Order, Customer," in page


def test_no_cell_is_a_formula(browser: Client) -> None:
    assert in_csv(browser)[1][2] == "'=HYPERLINK(1)"
    _head, first, _second = in_xlsx(browser)
    assert first[2] == "=HYPERLINK(1)"  # a text: openpyxl would tell a formula by its type
    response = browser.get(f"{PATH}xlsx")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active  # type: ignore[attr-defined] # streamed
    assert sheet
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_it_writes_our_own_marks(browser: Client, packer: User) -> None:
    hold(number="0001", because="=call first", user_id=packer.pk)
    write_on(
        number="0001",
        note="+90 532\nagain",
        tags=["@vip", "big"],
        assigned=f"p{packer.pk}",
        seen=0,
        user_id=packer.pk,
    )
    head, first, second = in_csv(browser)
    assert head[17:] == ["Stopped", "Reason", "Internal note", "Tags", "Assigned to"]
    who = packer.get_username()
    assert first[17:] == ["On hold", "'=call first", "'+90 532\nagain", "'@vip, big", who]
    assert second[17:] == [""] * 5
    _head, held, free = in_xlsx(browser)
    assert held[17:] == ("On hold", "=call first", "+90 532\nagain", "@vip, big", who)
    assert not any(free[17:])


def test_it_reads_marks_of_many_rows_at_once(
    browser: Client, django_assert_num_queries: DjangoAssertNumQueries, packer: User
) -> None:
    for number in ("0001", "0002"):
        hold(number=number, because="x", user_id=packer.pk)
    with django_assert_num_queries(3):
        assert len(list(export.export_csv(wanted=Wanted()))) == 3


def test_a_spreadsheet_gets_texts_numbers_and_dates(browser: Client) -> None:
    _head, first, _second = in_xlsx(browser)
    assert (first[0], first[8], first[9]) == ("0001", 10.5, "TRY")
    assert first[15] == timezone.localtime(NOW - timedelta(hours=1)).replace(tzinfo=None, microsecond=0)


def test_it_goes_to_the_list_where_the_query_is_wrong(browser: Client) -> None:
    response = browser.get(f"{PATH}csv", {"status": "packed"})
    assert (response.status_code, response["Location"]) == (302, "/packages/?status=packed")


def test_it_stands_on_the_list(browser: Client, sandbox: object) -> None:
    page = browser.get("/packages/", {"sort": "number"}).content.decode()
    assert 'href="/packages/export.xlsx?sort=number"' in page


def test_it_needs_permission(browser: Client, packer: User, client: Client) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="view_packages"))
    assert browser.get(f"{PATH}csv").status_code == 403
    assert client.get(f"{PATH}csv").status_code == 302


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_takes_little_memory_for_many_rows(
    browser: Client, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rows there are: what grows is a file."""
    keep(packages=[stored(f"{n:05}", "Ayşe") for n in range(6000)])
    process, sizes = psutil.Process(), list[int]()

    def note(_moment: object) -> None:
        sizes.append(process.memory_info().rss)

    monkeypatch.setattr(export, "_local", note)
    for _ in browser.get(f"{PATH}{kind}"):
        pass
    assert len(sizes) == 2 * 6002
    assert max(sizes[4000:]) - sizes[4000] < 4_000_000
