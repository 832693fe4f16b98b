import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from backoffice import env

NAME = "A_VARIABLE"
ROOT = Path(__file__).resolve().parents[2]


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


def env_file(folder: Path, *lines: str) -> Path:
    (folder / "env").write_text("\n".join(lines), encoding="utf-8")
    return folder / "env"


def test_it_reads_a_file_word_for_word(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "environ", {})
    env.read_file(env_file(tmp_path, "# a note", f"{NAME}=ab$HOME#x y", "B='$(touch no) '", "EMPTY=", ""))
    assert os.environ == {NAME: "ab$HOME#x y", "B": "$(touch no) "}


def test_it_believes_the_environment_before_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "environ", {"A": "given", "B_FILE": "/given", "C": "/given", "EMPTY": ""})
    env.read_file(env_file(tmp_path, "A=file", "B=file", "C_FILE=/file", "EMPTY=file"))
    assert os.environ == {"A": "given", "B_FILE": "/given", "C": "/given", "EMPTY": "file"}


def test_it_needs_no_file(tmp_path: Path) -> None:
    env.read_file(tmp_path / "none")


SAY = "from django.conf import settings; print(settings.SANDBOX_PORT)"


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "shell", "--no-imports", "-c", SAY],
        ["-c", f"import backoffice.celery; {SAY}"],
        [
            "-c",
            f"import os, backoffice.run; os.environ['DJANGO_SETTINGS_MODULE'] = 'backoffice.settings'; {SAY}",
        ],
    ],
    ids=["manage.py", "celery", "gunicorn"],
)
def test_every_command_reads_it(tmp_path: Path, command: list[str]) -> None:
    environment = {**os.environ, "ENV_FILE": str(env_file(tmp_path, "SANDBOX_PORT=4711"))}
    environment["DJANGO_SETTINGS_MODULE"] = "backoffice.settings"
    told = subprocess.check_output([sys.executable, *command], cwd=ROOT, env=environment, text=True)
    assert told.splitlines()[-1] == "4711"


def test_it_reads_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a.example, ,b.example,")
    assert env.words(NAME) == ["a.example", "b.example"]


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "NAMES", set(env.NAMES))
    monkeypatch.setattr(env, "SECRETS", set(env.SECRETS))
