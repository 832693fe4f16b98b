"""What is said of the browser is believed of our own proxies alone."""

import logging
from ipaddress import ip_network

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from backoffice import proxies, sign_in


@pytest.fixture
def proxied(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/24"), ip_network("fd00::/8")]


@pytest.fixture(autouse=True)
def _not_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxies, "_warned", set())


def seen(remote: str, told: str = "", **meta: str) -> HttpRequest:
    """The request as the views get it."""
    got: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        got.append(request)
        return HttpResponse()

    headers = {"HTTP_X_FORWARDED_FOR": told} if told else {}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **headers, **meta)  # type: ignore[arg-type]
    proxies.believe_proxies(view)(request)
    return got[0]


@pytest.mark.usefixtures("proxied")
@pytest.mark.parametrize(
    ("remote", "told", "browser"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("127.0.0.1", "203.0.113.7:4711", "203.0.113.7"),
        ("fd00::1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
        ("127.0.0.1", "," * 100_000, "127.0.0.1"),
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("", "10.0.0.1", ""),
    ],
)
def test_it_tells_the_browser_from_what_it_claims(remote: str, told: str, browser: str) -> None:
    request = seen(remote, told)
    assert request.META["REMOTE_ADDR"] == browser
    assert "HTTP_X_FORWARDED_FOR" not in request.META


def test_it_believes_nobody_unless_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert seen("127.0.0.1", "203.0.113.7").META["REMOTE_ADDR"] == "127.0.0.1"
        seen("127.0.0.1", "203.0.113.7")
    assert len(caplog.records) == 1
    assert "TRUSTED_PROXIES" in caplog.text


@pytest.mark.usefixtures("proxied")
def test_it_does_not_let_a_stranger_say_that_it_came_over_https() -> None:
    claim = {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}  # as gunicorn has read it
    assert not seen("203.0.113.9", **claim).is_secure()
    assert seen("127.0.0.1", "203.0.113.9", **claim).is_secure()


@pytest.mark.django_db
def test_it_counts_wrong_passwords_of_a_stranger_as_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another X-Forwarded-For with each try changes nothing."""
    monkeypatch.setitem(sign_in.FREE, "address", 5)
    User.objects.create_user("packer", password="right")
    for number in range(5):
        form = {"username": f"name {number}", "password": "wrong"}
        Client(REMOTE_ADDR="203.0.113.9").post(
            "/login/", form, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        )
    answer = Client(REMOTE_ADDR="203.0.113.9").post("/login/", {"username": "packer", "password": "right"})
    assert b"Too many wrong passwords" in answer.content
