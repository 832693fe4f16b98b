"""What is sent again, after how long, and when it is given up."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from packages_ui.seller_center import retries
from packages_ui.seller_center.errors import (
    AnswerLost,
    Changed,
    Limited,
    Malformed,
    Refused,
    SellerCenterError,
    ServerFailed,
    TooLate,
    Unauthorized,
    Unreachable,
)
from packages_ui.seller_center.types import PackageChanges
from tests.seller_center.server import Act, Server, answer, done

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WRITES: list[Act] = [
    lambda client: client.update("1", PackageChanges(status=3)),
    lambda client: client.change_shipping_method("1", shipping_method="u"),
    lambda client: client.split("1", ()),
    lambda client: client.reject("1", items=("1-1",), reason="r"),
    lambda client: client.release("1", "1-1"),
]
LOST = [httpx.ReadTimeout("t"), httpx.ReadError("r"), httpx.RemoteProtocolError("p"), httpx.WriteError("w")]
NEVER_SENT = [httpx.ConnectError("c"), httpx.ConnectTimeout("c"), httpx.PoolTimeout("p")]


@pytest.mark.parametrize(
    "trouble", [*LOST, *NEVER_SENT, answer({}, 500), answer({}, 502), answer({}, 429), answer({}, 408)]
)
def test_it_repeats_a_get(trouble: httpx.Response | Exception) -> None:
    server = Server(trouble, trouble, answer({"data": "label"}))
    assert server.client().get_label("1") == "label"
    assert server.clock.slept == [0.1, 0.2]


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_it_does_not_repeat_a_refusal(status: int) -> None:
    server = Server(answer({}, status))
    with pytest.raises(SellerCenterError):
        server.client().get_label("1")
    assert len(server.requests) == 1


@pytest.mark.parametrize("act", WRITES)
@pytest.mark.parametrize("trouble", LOST)
def test_it_sends_a_write_once_and_does_not_know(act: Act, trouble: Exception) -> None:
    server = Server(trouble, done())
    with pytest.raises(AnswerLost) as caught:
        act(server.client())
    assert (len(server.requests), caught.value.changed) == (1, Changed.UNKNOWN)


@pytest.mark.parametrize("act", WRITES)
@pytest.mark.parametrize("trouble", NEVER_SENT)
def test_it_knows_that_an_unsent_write_changed_nothing(act: Act, trouble: Exception) -> None:
    server = Server(trouble, done())
    with pytest.raises(Unreachable) as caught:
        act(server.client())
    assert (len(server.requests), caught.value.changed) == (1, Changed.NO)


def test_it_gives_up_after_so_many_tries() -> None:
    server = Server(answer({}, 500))
    with pytest.raises(ServerFailed):
        server.client().get_label("1")
    assert len(server.requests) == 8


def test_it_obeys_retry_after() -> None:
    server = Server(answer({}, 429, {"retry-after": "7"}), answer({"data": "label"}))
    server.client().get_label("1")
    assert server.clock.slept == [7.1]


def test_it_does_not_wait_beyond_its_deadline() -> None:
    server = Server(answer({}, 429, {"retry-after": "31"}))
    with pytest.raises(Limited) as caught:
        server.client().get_label("1")
    assert (caught.value.retry_after, server.clock.slept) == (31, [])
    assert "31 seconds" in caught.value.sentence


def test_it_says_too_late_when_answers_kept_being_lost() -> None:
    server = Server(httpx.ReadTimeout("t"))
    with pytest.raises(TooLate):
        server.client().get_label("1", deadline=0.5)
    assert server.clock.slept == [0.1, 0.2]


def test_it_cuts_timeouts_to_what_is_left() -> None:
    server = Server(answer({"data": "label"}))
    server.client().get_label("1", deadline=2)
    assert server.requests[0].extensions["timeout"] == {"connect": 2, "read": 2, "write": 2, "pool": 2}


class Slowly(httpx.SyncByteStream):
    """A body whose every byte takes a second."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(100):
            self.server.clock.now += 1
            yield b" "


@pytest.mark.parametrize(
    ("act", "kind"), [(lambda client: client.get_label("1"), TooLate), (WRITES[0], AnswerLost)]
)
def test_it_cuts_off_a_body_that_trickles(act: Act, kind: type[SellerCenterError]) -> None:
    server = Server()
    client = server.client()
    client._transport.connection._transport = httpx.MockTransport(
        lambda _: httpx.Response(200, stream=Slowly(server))
    )
    with pytest.raises(kind):
        act(client)
    assert server.clock.now <= 1032


def test_it_caps_the_size_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("packages_ui.seller_center.sending.MOST_BYTES", 1000)
    with pytest.raises(Malformed, match="more than 1000 bytes"):
        Server(answer({"data": "x" * 1000})).client().get_label("1")


def test_it_calls_a_broken_encoding_malformed() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))

    client = Server().client()
    client._transport.connection._transport = httpx.MockTransport(broken)
    with pytest.raises(Malformed):
        client.get_label("1")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("5", 5.0),
        (" 0.5 ", 0.5),
        ("0", 0.0),
        ("999999999", 86_400.0),
        (format_datetime(datetime(2026, 1, 1, 0, 0, 9, tzinfo=UTC), usegmt=True), 9.0),
        (format_datetime(datetime(2025, 1, 1, tzinfo=UTC), usegmt=True), 0.0),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("", None),
        (None, None),
    ],
)
def test_it_reads_retry_after(header: str | None, seconds: float | None) -> None:
    assert retries.retry_after(header, NOW) == seconds


def test_it_backs_off_with_full_jitter_up_to_a_cap() -> None:
    assert [retries.pause(tried, server_pause=None, jitter=1) for tried in (1, 2, 3, 99)] == [
        0.2,
        0.4,
        0.8,
        5.0,
    ]
    assert retries.pause(9, server_pause=None, jitter=0) == 0
    assert retries.pause(1, server_pause=1000, jitter=0) == retries.LONGEST_RETRY_AFTER


@pytest.mark.parametrize("error", [Refused(), Unauthorized(), Malformed(), TooLate()])
def test_it_never_repeats_what_repeating_cannot_cure(error: SellerCenterError) -> None:
    assert not retries.may_repeat(error, is_write=False, tries_left=5)
