"""Claims, however they are written."""

from typing import Any

import msgspec
import pytest

from packages_ui.seller_center.claims import Claim, claims
from packages_ui.seller_center.decoding import NotAsDocumented
from tests.seller_center.server import Server, answer

OPEN = {"number": "C1", "type": "cancel", "status": "open"}


def read(*rows: Any) -> list[Claim]:
    return list(claims(msgspec.json.encode({"results": rows, "count": len(rows)})).claims)


def test_it_asks_for_cancel_claims_in_a_status() -> None:
    server = Server(answer({"results": [OPEN], "count": 1}))
    page = server.client().list_claims(status="open", page=2, limit=50)
    assert server.asked == ["GET /api/i2/claims/?type=cancel&status=open&page=2&limit=50"]
    assert (page.rows, page.count, page.unread) == (1, 1, 0)


@pytest.mark.parametrize(
    "items",
    [
        [{"number": "7"}],
        [{"number": 7}],
        [7],
        ["7", "7"],
        [{"package_item": {"number": 7}}],
        [{"item_number": " 7 "}, None, True, {}],
    ],
)
def test_it_reads_the_numbers_of_items(items: Any) -> None:
    assert read({**OPEN, "items": items})[0].items == (("7", ""),)


def test_it_reads_the_packages_number() -> None:
    (found,) = read({**OPEN, "items": [{"number": 7, "package": {"number": 99}}], "package_number": 98})
    assert (found.items, found.package) == ((("7", "99"),), "98")


@pytest.mark.parametrize(
    ("row", "is_open"),
    [
        (OPEN, True),
        ({**OPEN, "status": {"value": "WAITING"}}, True),
        ({**OPEN, "type": "return"}, False),
        ({**OPEN, "status": "closed"}, False),
    ],
)
def test_it_holds_rows_against_what_was_asked(row: Any, is_open: bool) -> None:
    assert read(row)[0].is_open_cancel is is_open


NO_STATUS, NO_NUMBER = {"number": "C1", "type": "cancel"}, {"type": "cancel", "status": "open"}


@pytest.mark.parametrize("row", [3, None, {}, NO_STATUS, NO_NUMBER])
def test_it_counts_what_it_cannot_read(row: Any) -> None:
    page = claims(msgspec.json.encode({"results": [row, OPEN]}))
    assert (len(page.claims), page.unread) == (1, 1)


@pytest.mark.parametrize("content", [b"{", b"3", b'{"detail": "no"}', b"\xff"])
def test_it_refuses_what_holds_no_claims(content: bytes) -> None:
    with pytest.raises(NotAsDocumented):
        claims(content)
