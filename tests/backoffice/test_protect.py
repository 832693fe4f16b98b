from wsgiref.headers import Headers

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from backoffice.reader_policy import POLICY, bound_reader


@pytest.fixture
def https(settings: Settings) -> Settings:
    settings.ALLOWED_HOSTS = ["packages.example", "127.0.0.1"]
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 60
    return settings


@pytest.mark.parametrize("address", ["/packages/", "/", "/admin/"])
def test_it_asks_strangers_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].partition("?")[0] in ("/login/", "/admin/login/")


@pytest.mark.django_db
def test_it_signs_in_and_asks_for_the_station(client: Client) -> None:
    User.objects.create_user("packer", password="a long word")
    answer = client.post("/login/", {"username": "packer", "password": "a long word"})
    assert (answer.status_code, answer["Location"]) == (302, "/stations/choose/")


@pytest.mark.django_db
def test_it_does_not_sign_out_on_a_link(client: Client) -> None:
    client.force_login(User.objects.create_user("packer"))
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/")["Location"] == "/login/"


def test_it_allows_nothing_from_elsewhere(client: Client) -> None:
    policy = dict(part.split(" ", 1) for part in client.get("/livez")["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "frame-src": "'self'",
        "frame-ancestors": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }


def test_it_lets_the_reader_of_barcodes_alone_compile() -> None:
    answer = Client().get("/static/reader.js")
    assert answer["Content-Security-Policy"] == POLICY
    assert "Content-Security-Policy" not in Client().get("/static/vendor/zxing.js")


@pytest.mark.parametrize(
    ("address", "is_reader"),
    [
        ("/static/reader.0123456789ab.js", True),
        ("/static/reader.js.map", False),
        ("/static/camera_reader.js", False),
    ],
)
def test_it_knows_the_reader_by_its_name(address: str, is_reader: bool) -> None:
    bound_reader(headers := Headers(), "", address)
    assert bool(headers.items()) is is_reader


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "SAMEORIGIN"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_it_sends_a_protecting_header(client: Client, header: str, value: str) -> None:
    assert client.get("/livez")[header] == value


@pytest.mark.usefixtures("https")
def test_it_sends_everybody_to_https() -> None:
    answer = Client().get("/livez", headers={"host": "packages.example"})
    assert (answer.status_code, answer["Location"]) == (301, "https://packages.example/livez")


@pytest.mark.usefixtures("https")
def test_it_marks_cookies_secure_and_asks_for_https_to_stay() -> None:
    answer = Client().get("/login/", secure=True, headers={"host": "packages.example"})
    assert answer.cookies["csrftoken"]["secure"]
    assert answer["Strict-Transport-Security"] == "max-age=60"


@pytest.mark.usefixtures("https")
def test_it_serves_this_machine_plainly() -> None:
    answer = Client().get("/login/", headers={"host": "127.0.0.1:8000"})
    assert answer.status_code == 200
    assert not answer.cookies["csrftoken"]["secure"]


def test_it_refuses_a_host_it_does_not_know() -> None:
    answer = Client().get("/livez/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400


def test_it_has_a_page_for_a_wrong_address(client: Client) -> None:
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_it_has_a_page_for_a_form_without_its_token() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()
