import logging
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from backoffice import urls
from backoffice.logs import RequestId, WithoutAddress, WithoutSecrets


def fail(_request: HttpRequest, name: str) -> HttpResponse:
    raise RuntimeError(f"{name}: the key is {settings.SELLER_CENTER_API_KEY}")


urlpatterns = [path("fail/<str:name>/", fail), *urls.urlpatterns]


@pytest.fixture
def lines() -> Any:
    """What our own handler would write, as text."""
    found: list[str] = []
    form = WithoutSecrets(settings.LOGGING["formatters"]["line"]["format"])

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(form.format(record))

    keep = Keep()
    keep.addFilter(RequestId())
    keep.addFilter(WithoutAddress())
    logging.getLogger().addHandler(keep)
    yield found
    logging.getLogger().removeHandler(keep)


def test_it_writes_one_line_without_the_address(client: Client, lines: list[str]) -> None:
    client.get("/livez?q=Ay%C5%9Fe+Y%C4%B1lmaz", headers={"X-Request-ID": "abcdef-123"})
    (line,) = [line for line in lines if "backoffice.logs" in line]
    assert "[abcdef-123] GET /livez 200" in line
    assert "q=" not in line


def test_it_returns_the_id_of_the_request(client: Client) -> None:
    assert client.get("/livez", headers={"X-Request-ID": "abcdef-123"})["X-Request-ID"] == "abcdef-123"


@pytest.mark.parametrize("bad", ["", "short", "a" * 65, "abcdefgh\x0bforged"])
def test_it_makes_an_id_when_the_given_one_is_odd(client: Client, bad: str) -> None:
    made = client.get("/livez", headers={"X-Request-ID": bad})["X-Request-ID"]
    assert made != bad
    assert len(made) == 32


@pytest.mark.django_db
def test_it_names_the_user_by_number(client: Client, lines: list[str]) -> None:
    user = User.objects.create_user("ayse", is_staff=True)
    client.force_login(user)
    client.get("/metrics")
    (line,) = [line for line in lines if "backoffice.logs" in line]
    assert line.endswith(f"user {user.pk}")


def test_it_blots_out_the_key_in_a_traceback(client: Client, lines: list[str], settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "LoginRequired" not in name]
    client.raise_request_exception = False
    answer = client.get("/fail/Ay%C5%9Fe/")
    assert answer.status_code == 500
    assert settings.SELLER_CENTER_API_KEY not in answer.content.decode()
    text = "\n".join(lines)
    assert "the key is ***" in text
    assert settings.SELLER_CENTER_API_KEY not in text


@pytest.mark.parametrize("name", ["httpx", "httpcore"])
def test_it_keeps_the_client_library_from_writing_addresses(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/packages/Ay%C5%9Fe/no-such-page/", "/Ay%C5%9Fe/", "/packages/?q=Ay%C5%9Fe&page=x"]
)
def test_it_writes_no_address_of_what_is_refused(client: Client, lines: list[str], path: str) -> None:
    client.force_login(User.objects.create_superuser("lead"))
    assert client.get(path).status_code in (404, 422)
    assert any("django.request" in line for line in lines)
    assert "Ay" not in "".join(lines)


@pytest.mark.parametrize("name", ["django.template", "django.db.backends"])
def test_it_keeps_what_pages_show_out_of_the_finest_log(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
