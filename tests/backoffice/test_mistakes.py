"""An installer's mistakes stop the start, each with its own sentence."""

import os
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError
from pytest_django import Settings

from backoffice import checks, mistakes
from packages_ui.management.commands import demo
from packages_ui.models import Printer


@pytest.fixture(autouse=True)
def _this_machine(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]


@pytest.fixture
def real(settings: Settings) -> Settings:
    """A real Seller Center, and an address that browsers ask for."""
    settings.SELLER_CENTER_SANDBOX = False
    settings.ALLOWED_HOSTS = ["packages.example.com", "127.0.0.1"]
    return settings


def said() -> list[str]:
    return [str(wrong.msg) for wrong in checks.wrong_settings()]


def test_it_finds_nothing_wrong_with_the_sandbox_on_this_machine() -> None:
    assert said() == []


@pytest.mark.usefixtures("real")
def test_it_finds_nothing_wrong_with_a_real_one() -> None:
    assert said() == []


def test_it_does_not_sell_the_sandbox_under_a_real_name(real: Settings) -> None:
    real.SELLER_CENTER_SANDBOX = True
    (sentence,) = said()
    assert "packages.example.com" in sentence
    assert "made-up" in sentence


def test_it_does_not_sell_the_sandbox_with_a_real_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELLER_CENTER_API_KEY", "a real one")
    (sentence,) = said()
    assert sentence.startswith("SELLER_CENTER_API_KEY is set")


def test_it_refuses_error_pages_under_a_real_name(real: Settings) -> None:
    real.DEBUG = True
    assert said()[0].startswith("DEBUG is on")


@pytest.mark.parametrize("host", ["*", "https://packages.example.com", "packages.example.com:8000", "a/b"])
def test_it_refuses_what_is_no_name_of_a_host(real: Settings, host: str) -> None:
    real.ALLOWED_HOSTS = [host]
    assert f"ALLOWED_HOSTS holds {host!r}" in said()[0]


@pytest.mark.parametrize("host", ["example.com", ".example.com", "10.0.0.5", "[fd00::5]", "localhost"])
def test_it_takes_names_and_numbers_of_hosts(real: Settings, host: str) -> None:
    real.ALLOWED_HOSTS = [host]
    assert said() == []


def test_it_refuses_a_folder_that_cannot_be_one(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    assert said()[0].startswith("MEDIA_ROOT is ")


def test_it_refuses_a_folder_that_may_not_be_written_to(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    assert said()[0].startswith("MEDIA_ROOT is ")


@pytest.mark.parametrize(
    ("name", "meant"),
    [("ALLOWED_HOST", "ALLOWED_HOSTS"), ("SELLER_CENTER_KEY", ""), ("TIMEZONE", "TIME_ZONE")],
)
def test_it_names_a_variable_that_nothing_reads(
    monkeypatch: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    monkeypatch.setenv(name, "x")
    (wrong,) = mistakes.check_names()
    assert name in wrong.msg
    assert meant in str(wrong.hint)


@pytest.mark.parametrize(
    "name", ["DATABASE_URL_FILE", "WEB_CONCURRENCY", "PATH", "LANG", "REDIS_PORT", "HOSTNAME"]
)
def test_it_lets_others_have_their_variables(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")
    assert mistakes.check_names() == []


@pytest.mark.django_db
def test_it_refuses_demo_accounts_beside_a_real_seller_center(
    real: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "VAR", tmp_path)
    real.SELLER_CENTER_SANDBOX = True
    call_command("demo")
    real.SELLER_CENTER_SANDBOX = False
    with pytest.raises(SystemExit, match="admin, lead, packer, viewer can sign in and the sandbox's printer"):
        checks.refuse_mistakes()

    call_command("demo", remove=True)

    checks.refuse_mistakes()
    assert not User.objects.filter(is_active=True).exists()
    assert Printer.objects.get(name="Sandbox Zebra").paused_at is not None
    assert "admin" in capsys.readouterr().out


@pytest.mark.usefixtures("real")
def test_it_starts_where_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> str:
        raise DatabaseError

    monkeypatch.setattr("packages_ui.services.demo.leftovers", away)
    checks.refuse_mistakes()


def test_it_stops_the_start_with_the_sentence_and_what_to_do(real: Settings) -> None:
    real.ALLOWED_HOSTS = ["*"]
    with pytest.raises(SystemExit, match=r"ALLOWED_HOSTS holds '\*'.+without https"):
        checks.refuse_mistakes()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY has fewer than 32 letters"),
        ("METRICS_TOKEN", "x", "METRICS_TOKEN has fewer than 16 letters"),
        ("METRICS_TOKEN", "geheimnisvolles-wört", "or others than plain ones"),
        ("CSRF_TRUSTED_ORIGINS", ["packages.example.com"], "'packages.example.com', which is no origin"),
        ("CSRF_TRUSTED_ORIGINS", ["https://a.example/x"], "'https://a.example/x', which is no origin"),
        ("CSRF_TRUSTED_ORIGINS", ["https://a.example https://b.example"], "which is no origin"),
        ("TRUSTED_PROXIES", [ip_network("0.0.0.0/0")], "0.0.0.0/0, which is everybody"),
        ("TRUSTED_PROXIES", [ip_network("::/0")], "::/0, which is everybody"),
        ("SELLER_CENTER_API_KEY", "two words", "must be one word of plain letters"),
        ("SELLER_CENTER_API_KEY", "schlüssel", "must be one word of plain letters"),
        ("SELLER_CENTER_SHIPPING_METHODS_PATH", "//evil/x", "must begin with one slash"),
    ],
)
def test_it_refuses_a_value_that_would_fail_later(
    settings: Settings, name: str, value: object, sentence: str
) -> None:
    setattr(settings, name, value)
    (told,) = said()
    assert sentence in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("METRICS_TOKEN", ""),
        ("CSRF_TRUSTED_ORIGINS", ["https://a.example", "https://*.b.example", "http://127.0.0.1:8000"]),
        ("TRUSTED_PROXIES", [ip_network("10.0.0.0/8"), ip_network("::1")]),
    ],
)
def test_it_takes_what_is_right(settings: Settings, name: str, value: object) -> None:
    setattr(settings, name, value)
    assert said() == []


def test_it_names_the_folder_of_a_database_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/no/such/db.sqlite3"}
    monkeypatch.setitem(settings.DATABASES, "default", database)
    (told,) = said()
    assert "DATABASE_URL names a file in /no/such" in told
