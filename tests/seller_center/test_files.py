"""Files from other hosts: which are fetched, and what goes with the request."""

import ssl
from collections.abc import Callable
from unittest.mock import Mock

import httpx
import pytest

from packages_ui.seller_center import deadlines, trust
from packages_ui.seller_center.files import FileFailed, FileRefused, Source, is_public

OWN = "https://seller.example.com"
Answer = Callable[[httpx.Request], httpx.Response]


def source(answer: Answer | None = None, **more: object) -> Source:
    transport = httpx.MockTransport(
        answer or (lambda _: httpx.Response(200, content=iter([b"pic", b"ture"])))
    )
    hosts = ("cdn.example.com", ".pictures.example.net")
    return Source(**{"own": OWN, "hosts": hosts, "transport": transport} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url",
    [
        f"{OWN}/a.jpg",
        "https://cdn.example.com/a.jpg?x=1",
        "https://CDN.example.com:443/a.jpg",
        "https://eu.pictures.example.net/a.jpg",
    ],
)
def test_it_fetches_from_allowed_hosts(url: str) -> None:
    assert source().fetch(url) == b"picture"


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example.com/a.jpg",
        "https://other.example.com/a.jpg",
        "https://pictures.example.net.evil.test/a.jpg",
        "https://evilpictures.example.net/a.jpg",
        "https://cdn.example.com:8443/a.jpg",
        "https://user@cdn.example.com/a.jpg",
        "https://cdn.example.com@evil.test/a.jpg",
        "http://seller.example.com/a.jpg",
        "file:///etc/passwd",
        "//cdn.example.com/a.jpg",
        "https://[::1",
        "https://cdn.example.com/a\n.jpg",
        "",
    ],
)
def test_it_asks_no_other(url: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    with pytest.raises(FileRefused):
        source(answer).fetch(url)


def test_it_sends_nothing_of_ours() -> None:
    seen: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return httpx.Response(200, content=iter([b"x"]))

    source(answer).fetch(f"{OWN}/a.jpg")
    assert set(seen[0]) == {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_it_follows_no_redirect() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(302, headers={"location": "https://127.0.0.1/"})

    with pytest.raises(FileFailed, match="status 302"):
        source(answer).fetch("https://cdn.example.com/a.jpg")
    assert len(asked) == 1


def test_it_takes_no_more_than_it_may() -> None:
    with pytest.raises(FileRefused, match="more than 3 bytes"):
        source(most=3).fetch(f"{OWN}/a.jpg")


def test_an_outage_is_a_failure() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    with pytest.raises(FileFailed):
        source(answer).fetch(f"{OWN}/a.jpg")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "100.64.0.1"),
        *("::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1"),
    ],
)
def test_a_private_address_is_none(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_a_public_one_is(address: str) -> None:
    assert is_public(address)


def test_a_name_that_leads_inside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was checked is the one that is used: no second look-up may say otherwise."""
    looked: list[str] = []

    def found(host: str, port: int, ends: float) -> deadlines.Addresses:
        looked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(deadlines, "_addresses", found)
    with pytest.raises(FileFailed, match="ConnectError"):
        source(transport=None).fetch("https://cdn.example.com/a.jpg")
    assert looked == ["cdn.example.com"]


@pytest.mark.parametrize(("scheme", "times"), [("https", 1), ("http", 0)])
def test_it_reads_the_authorities_once_and_only_where_they_are_asked(
    scheme: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust.authorities.cache_clear()
    read = Mock(wraps=ssl.create_default_context)
    monkeypatch.setattr(ssl, "create_default_context", read)
    source = Source(own=f"{scheme}://127.0.0.1:1")  # nobody is there
    for _ in range(2):
        with pytest.raises(FileFailed):
            source.fetch(f"{source.own}/picture.jpg")
    assert read.call_count == times
