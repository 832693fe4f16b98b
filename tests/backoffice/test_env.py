from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backoffice import env

NAME = "A_VARIABLE"


@pytest.mark.parametrize(
    ("word", "value"), [("yes", True), ("ON", True), ("1", True), ("false", False), ("", True)]
)
def test_it_reads_a_flag(monkeypatch: pytest.MonkeyPatch, word: str, value: bool) -> None:
    monkeypatch.setenv(NAME, word)
    assert env.flag(NAME, default=True) is value


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("maybe", lambda: env.flag(NAME, default=False)),
        ("0", lambda: env.number(NAME, 8, least=1, most=16)),
        ("17", lambda: env.number(NAME, 8, least=1, most=16)),
        ("²", lambda: env.number(NAME, 8, least=1, most=16)),
        ("eight", lambda: env.number(NAME, 8, least=1, most=16)),
        ("Bearer", lambda: env.choice(NAME, "", allowed=("", "Token"))),
        ("example.com", lambda: env.url(NAME)),
        ("ftp://example.com", lambda: env.url(NAME)),
        ("http://example.com", lambda: env.url(NAME)),
        ("https://example.com/api", lambda: env.url(NAME)),
        ("https://example.com:none", lambda: env.url(NAME)),
        ("https://me:word@example.com", lambda: env.url(NAME)),
        ("Mars/Olympus", lambda: env.time_zone(NAME, "UTC")),
        ("../etc/passwd", lambda: env.time_zone(NAME, "UTC")),
    ],
)
def test_it_rejects_a_wrong_word(
    monkeypatch: pytest.MonkeyPatch, word: str, read: Callable[[], object]
) -> None:
    monkeypatch.setenv(NAME, word)
    with pytest.raises(ImproperlyConfigured, match=NAME):
        read()


@pytest.mark.parametrize("address", ["https://seller.example", "http://127.0.0.1:8900", "http://[::1]:8900"])
def test_it_takes_an_address_without_its_last_slash(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv(NAME, f"{address}/")
    assert env.url(NAME) == address


def test_it_reads_a_secret_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("the key\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "key"))
    assert env.secret(NAME) == "the key"


def test_it_refuses_a_secret_given_twice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAME, "one")
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE"):
        env.secret(NAME)


def test_it_names_the_file_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match="none"):
        env.secret(NAME)


def test_it_reads_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a.example, ,b.example,")
    assert env.words(NAME) == ["a.example", "b.example"]


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "NAMES", set(env.NAMES))
    monkeypatch.setattr(env, "SECRETS", set(env.SECRETS))
