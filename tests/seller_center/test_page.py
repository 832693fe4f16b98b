"""Paging by number, bounded."""

import pytest

from packages_ui.seller_center.errors import Malformed, NotFound
from packages_ui.seller_center.types import PackageFilters
from tests.seller_center.server import Server, answer, numbered


def numbers(server: Server, *, most: int = 100, page: int = 1) -> list[str]:
    found = server.client().all_packages(PackageFilters(limit=2, page=page), most=most)
    return [package.number for package in found]


def test_it_stops_when_the_count_is_reached() -> None:
    server = Server(numbered([1, 2], 3), numbered([3], 3))
    assert numbers(server) == ["1", "2", "3"]
    assert [request.url.params["page"] for request in server.requests] == ["1", "2"]


def test_it_stops_at_an_empty_page_when_there_is_no_count() -> None:
    server = Server(numbered([1, 2]), numbered([]))
    assert numbers(server) == ["1", "2"]


def test_it_stops_at_a_page_seen_before() -> None:
    server = Server(numbered([1, 2], 1000))
    assert numbers(server) == ["1", "2"]
    assert len(server.requests) == 2


def test_it_gives_each_package_once_while_pages_shift() -> None:
    assert numbers(Server(numbered([1, 2], 4), numbered([2, 3], 4))) == ["1", "2", "3"]


def test_it_stops_at_most() -> None:
    server = Server(numbered([1, 2]), numbered([3, 4]), numbered([5, 6]))
    assert numbers(server, most=3) == ["1", "2", "3"]
    assert len(server.requests) == 2


def test_it_takes_404_beyond_the_last_page_for_the_end() -> None:
    assert numbers(Server(numbered([1, 2]), answer({"detail": "Invalid page."}, 404))) == ["1", "2"]
    with pytest.raises(NotFound):
        numbers(Server(answer({}, 404)))


def test_it_begins_at_the_page_asked_for() -> None:
    server = Server(numbered([3], 3))
    assert numbers(server, page=2) == ["3"]
    assert len(server.requests) == 1


def test_it_never_asks_another_host() -> None:
    server = Server(numbered([1, 2], 3), numbered([3], 3))
    numbers(server)
    assert {request.url.host for request in server.requests} == {"seller.example.com"}


def test_it_keeps_a_malformed_item_by_its_number() -> None:
    body = {"count": 2, "results": [{"number": "1-1"}, {"number": "1-2", "amount": []}]}
    assert [item.number for item in Server(answer(body)).client().all_items("1")] == ["1-1", "1-2"]


def test_it_finds_one_package_by_its_number() -> None:
    client = Server(numbered([1, 2], 2)).client()
    found = client.get_package("2")
    assert found is not None
    assert found.number == "2"
    assert client.get_package("3") is None


def test_it_does_not_take_a_malformed_package_for_a_missing_one() -> None:
    with pytest.raises(Malformed, match="amount"):
        Server(answer({"results": [{"number": "1", "amount": []}]})).client().get_package("1")
