"""A server that drips, floods or packs: a call ends in time and within its memory."""

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from packages_ui.seller_center.errors import AnswerLost, Malformed, TooLate, Unreachable
from packages_ui.seller_center.types import ItemFilters, PackageFilters
from tests.processes import PATIENCE
from tests.seller_center.raw_server import DRIPS, PAUSE, SOON, RawServer, serving

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = b'{"data": "^XA^XZ"}'


def headers_by_the_byte() -> Iterator[bytes]:
    yield OK
    for number in range(DRIPS):
        yield b"X-%d: a\r\n" % number


def interim_answers() -> Iterator[bytes]:
    for _ in range(DRIPS):
        yield b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"


def chunk_extensions() -> Iterator[bytes]:
    yield OK + b"Transfer-Encoding: chunked\r\n\r\n1;"
    for _ in range(DRIPS):
        yield b"a"


def body_by_the_byte() -> Iterator[bytes]:
    yield OK + b"Content-Length: 9999\r\n\r\n"
    for _ in range(DRIPS):
        yield b" "


def chunks_by_the_byte() -> Iterator[bytes]:
    yield OK + b"Transfer-Encoding: chunked\r\n\r\n"
    for _ in range(DRIPS):
        yield b"1\r\n \r\n"


DRIPPING = [headers_by_the_byte, interim_answers, chunk_extensions, body_by_the_byte, chunks_by_the_byte]


def is_given_up(server: RawServer) -> None:
    """The answer; on a busy machine the time may be over before it was asked for."""
    while True:
        try:
            server.client(deadline=SOON).get_label("1")
        except Unreachable:
            continue
        except (TooLate, AnswerLost):
            return
        pytest.fail("it was heard to its end")


@pytest.mark.parametrize("say", DRIPPING)
def test_it_ends_a_call_at_its_deadline(say: Callable[[], Iterator[bytes]]) -> None:
    with serving(say, pause=PAUSE) as server:
        is_given_up(server)
        assert server.gave_up.wait(PATIENCE)


def test_it_ends_a_flood_of_interim_answers() -> None:
    def flood() -> Iterator[bytes]:
        while True:
            yield b"HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" * 1000

    with serving(flood) as server:
        is_given_up(server)
        assert server.gave_up.wait(PATIENCE)


def test_it_gives_up_a_name_that_is_not_found_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Event()
    with serving(list) as server:
        client = server.client(deadline=0.3)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found.wait(PATIENCE))
        with pytest.raises((Unreachable, TooLate)):
            client.get_label("1")
        found.set()
    assert server.heads == []


def packed(body: bytes, coding: bytes) -> list[bytes]:
    return [OK + b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(body)), body]


def test_it_asks_for_gzip_alone_and_reads_it() -> None:
    with serving(lambda: packed(gzip.compress(BODY), b"gzip")) as server:
        assert server.client().get_label("1") == "^XA^XZ"
    assert b"accept-encoding: gzip\r\n" in server.heads[0].lower()


@pytest.mark.parametrize("coding", [b"br", b"deflate", b"gzip, gzip", b"zstd", b"x-gzip"])
def test_it_refuses_what_it_did_not_ask_for(coding: bytes) -> None:
    with (
        serving(lambda: packed(gzip.compress(BODY), coding)) as server,
        pytest.raises(Malformed, match="not asked for"),
    ):
        server.client().get_label("1")


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(BODY)[:-9], b""])
def test_it_refuses_broken_gzip(content: bytes) -> None:
    with serving(lambda: packed(content, b"gzip")) as server, pytest.raises(Malformed):
        server.client().get_label("1")


def test_it_unpacks_no_more_than_it_takes() -> None:
    """2 GB in 2 MB."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    first, again = (packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    body = first + again * 2047  # after each flush it begins anew
    with serving(lambda: packed(body, b"gzip")) as server:
        client = server.client()
        tracemalloc.start()
        with pytest.raises(Malformed, match="more than 20000000 bytes"):
            client.get_label("1")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 100_000_000


def plain(body: bytes) -> list[bytes]:
    return [OK + b"Content-Length: %d\r\n\r\n" % len(body), body]


@pytest.mark.parametrize("count", [2**64, 10**9 + 1, 10**300], ids=["64 bits", "a billion", "300 digits"])
def test_it_refuses_a_count_that_makes_no_sense(count: int) -> None:
    with serving(lambda: plain(b'{"count": %d, "results": []}' % count)) as server:
        client = server.client()
        with pytest.raises(Malformed):
            client.list_packages()


def test_it_reads_no_more_rows_than_it_asked_for() -> None:
    rows = b",".join(b'{"number": "%d"}' % number for number in range(1000))
    with serving(lambda: plain(b'{"count": 1000, "results": [%s]}' % rows)) as server:
        page = server.client().list_packages(PackageFilters(limit=25))
    assert [row.number for row in page.results] == [str(number) for number in range(25)]
    assert page.count == 1000


@pytest.mark.parametrize("body", [b'{"count": 1, "results": [%s0]}', b"[%s0]"])
def test_it_refuses_millions_of_rows(body: bytes) -> None:
    def ask(client: Any) -> object:
        return client.list_items("1", ItemFilters(limit=10))

    with serving(lambda: plain(body % (b"0," * 9_000_000))) as server:
        client = server.client()
        tracemalloc.start()
        with pytest.raises(Malformed, match="values"):
            ask(client)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 100_000_000
