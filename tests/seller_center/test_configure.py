"""What may stand in the configuration, and that the key stays there."""

import logging
import traceback

import httpx
import pytest

from packages_ui.seller_center.config import Config
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.types import PackageChanges
from tests.seller_center.server import CONFIG, KEY, Server, answer, text


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://a.example:8443/",
        "http://localhost:80",
        "http://127.0.0.9",
        "http://[::1]:5",
    ],
)
def test_it_takes_https_and_loopback(url: str) -> None:
    assert Config(url=url, api_key="k").base == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example",
        "http://10.0.0.1",
        "http://localhost.evil.example",
        "ftp://a.example",
        "a.example",
        "",
        "https://",
        "https://u:p@a.example",
        "https://a.example/api",
        "https://a.example?x",
        "https://a.example:port",
        "https://[",
    ],
)
def test_it_refuses_other_addresses(url: str) -> None:
    with pytest.raises(ValueError, match="SELLER_CENTER_URL"):
        Config(url=url, api_key="k")


@pytest.mark.parametrize("key", ["", "two words", f"{KEY}\r\nX: y", "schlüssel"])
def test_it_refuses_keys_that_cannot_be_sent_without_showing_them(key: str) -> None:
    with pytest.raises(ValueError, match="SELLER_CENTER_API_KEY") as caught:
        Config(url="https://a.example", api_key=key)
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "methods", "/a?b", "/a\n"])
def test_it_refuses_paths_that_lead_elsewhere(path: str) -> None:
    with pytest.raises(ValueError, match="SHIPPING_METHODS_PATH"):
        Config(url="https://a.example", api_key="k", shipping_methods_path=path)


def test_it_writes_the_scheme_before_the_key() -> None:
    server = Server(answer())
    server.client(Config(url="https://a.example", api_key=KEY, auth_scheme="Token")).list_packages()
    assert server.requests[0].headers["authorization"] == f"Token {KEY}"


@pytest.mark.parametrize(
    "trouble",
    [
        httpx.ConnectError("c"),
        httpx.ReadError("r"),
        text(f"Authorization: {KEY}"),
        text(KEY, 500),
        text(KEY, 401),
        text(KEY, 200),
    ],
)
def test_it_never_shows_the_key(
    trouble: httpx.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Server(trouble).client()
    with pytest.raises(SellerCenterError) as caught:
        client.update("1", PackageChanges(status=3))
    shown = [
        *traceback.format_exception(caught.value),
        repr(caught.value),
        str(caught.value.sentence),
        repr(vars(caught.value)),
    ]
    shown += [caplog.text, repr(client), repr(CONFIG), repr(client._transport.connection._client)]
    assert KEY not in "".join(shown)


def test_it_leaves_no_frames_of_httpx_in_the_cause() -> None:
    with pytest.raises(SellerCenterError) as caught:
        Server(httpx.ConnectError("c")).client().list_packages(deadline=0.01)
    assert isinstance(caught.value.__cause__, httpx.ConnectError)
    assert caught.value.__cause__.__traceback__ is None


def test_it_does_not_carry_loopback_calls_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    client = Server(answer()).client(Config(url="http://127.0.0.1:1", api_key=KEY))
    client.list_packages()
    assert client._transport.connection._client is not None
    assert client._transport.connection._client.trust_env is False
