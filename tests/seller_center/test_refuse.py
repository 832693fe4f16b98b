"""The shapes that a 400 may have, and what each status means."""

import pickle

import httpx
import pytest

from packages_ui.seller_center import refusals
from packages_ui.seller_center.errors import (
    Changed,
    Forbidden,
    Limited,
    NotFound,
    Refused,
    SellerCenterError,
    ServerFailed,
    Unauthorized,
)
from packages_ui.seller_center.types import PackageChanges, SplitPart
from tests.seller_center.server import Server, answer, text

PROXY = (
    "<html><head><title>502</title><style>b{}</style></head>"
    "<body><h1>Bad Gateway</h1><script>x()</script></body></html>"
)


@pytest.mark.parametrize(
    ("body", "messages", "fields"),
    [
        (b'{"status":["Not allowed"]}', (), {"status": ("Not allowed.",)}),
        (b'{"status":"Not allowed."}', (), {"status": ("Not allowed.",)}),
        (b'{"non_field_errors":"No."}', ("No.",), {}),
        (b'{"non_field_errors":["No.","Never."]}', ("No.", "Never."), {}),
        (b'{"detail":"No label yet","code":"not_ready"}', ("No label yet.",), {}),
        (b'{"error":{"message":"Bad","code":4}}', ("Bad.",), {}),
        (b'{"errors":[{"field":"status","message":"Bad"}]}', (), {"status": ("Bad.",)}),
        (b'{"shipping_address":{"city":["Empty"]}}', (), {"shipping_address.city": ("Empty.",)}),
        (b'{"items":{"0":["Gone"]}}', (), {"items": ("Gone.",)}),
        (b'"Just text"', ("Just text.",), {}),
        (b'["One","Two"]', ("One.", "Two."), {}),
        (b"No JSON at all", ("No JSON at all.",), {}),
        (b"", (), {}),
        (b"null", (), {}),
    ],
)
def test_it_reads_each_shape(
    body: bytes, messages: tuple[str, ...], fields: dict[str, tuple[str, ...]]
) -> None:
    refusal = refusals.read(body)
    assert (refusal.messages, refusal.fields) == (messages, fields)


def test_it_reads_a_refusal_for_each_part_of_a_split() -> None:
    server = Server(answer([{"items": ["Gone"]}, {}, {"non_field_errors": ["Bad"]}], 400))
    with pytest.raises(Refused) as caught:
        server.client().split("1", (SplitPart(items=("1-1",)),))
    assert caught.value.elements == {0: {"items": ("Gone.",)}, 2: {"": ("Bad.",)}}
    assert "part 1: items: Gone. part 3: Bad." in caught.value.sentence


def test_it_never_shows_html_raw() -> None:
    said = refusals.read(PROXY.encode(), "text/html").messages
    assert said == ("An error page came instead of a reason: Bad Gateway.",)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe\x00", b"<" * 100_000, b'["x",' + b'"y",' * 9999]
)
def test_it_survives_hostile_refusals(body: bytes) -> None:
    assert len(str(refusals.read(body).summary())) <= refusals.MOST_CHARACTERS


def test_it_drops_control_characters() -> None:
    assert refusals.read(b'"a\\u0000b\\u202ec\\nd"').messages == ("a b c d.",)


@pytest.mark.parametrize(
    ("status", "kind", "changed"),
    [
        (400, Refused, Changed.NO),
        (409, Refused, Changed.NO),
        (422, Refused, Changed.NO),
        (418, Refused, Changed.NO),
        (401, Unauthorized, Changed.NO),
        (403, Forbidden, Changed.NO),
        (404, NotFound, Changed.NO),
        (429, Limited, Changed.NO),
        (500, ServerFailed, Changed.UNKNOWN),
        (503, ServerFailed, Changed.UNKNOWN),
    ],
)
def test_it_tells_what_a_status_means_for_a_write(
    status: int, kind: type[SellerCenterError], changed: Changed
) -> None:
    server = Server(text(PROXY, status))
    with pytest.raises(SellerCenterError) as caught:
        server.client().update("1", PackageChanges(status=3))
    assert type(caught.value) is kind
    assert (caught.value.changed, caught.value.call, len(server.requests)) == (changed, "PKG103", 1)
    assert "<" not in caught.value.sentence + str(caught.value)


def test_it_says_what_happened_whether_anything_changed_and_what_next() -> None:
    with pytest.raises(Refused) as caught:
        Server(answer({"status": ["Not allowed"]}, 400)).client().update("1", PackageChanges(status=3))
    assert caught.value.sentence == (
        "Seller Center refused this: status: Not allowed. Nothing was changed. Correct it and send it again."
    )
    lost = ServerFailed("status 500", call="PKG103", changed=Changed.UNKNOWN).sentence
    assert "not known whether the change was made. Check the package before you try again." in lost


def test_it_survives_pickling() -> None:
    error = Limited("status 429", call="PKG104", retry_after=3)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.retry_after, again.sentence) == (str(error), 3, error.sentence)


def test_it_names_the_host_of_a_redirect_and_does_not_follow() -> None:
    server = Server(httpx.Response(302, headers={"location": "https://evil.example/login?next=1"}))
    with pytest.raises(SellerCenterError, match=r"evil\.example") as caught:
        server.client().list_packages()
    assert "evil.example" in caught.value.sentence
    assert [request.url.host for request in server.requests] == ["seller.example.com"]


@pytest.mark.parametrize("body", [b'{"status": ["\xff\xfe"]}', b'"\xed\xa0\x80"', b"[" * 100_000])
def test_it_reads_a_refusal_that_is_no_text(body: bytes) -> None:
    assert isinstance(refusals.read(body, "application/json"), refusals.Refusal)
