"""What an installation makes for itself: the key, the database's settings, the demo users, static files."""

import json
import os
import stat
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from backoffice.databases import database
from backoffice.paths import keep_private
from backoffice.secret_key import read_or_make
from backoffice.storage import StaticFilesStorage
from packages_ui.management.commands import demo


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(demo, "VAR", tmp_path)
    return tmp_path


def test_it_makes_one_key_for_all_who_start_at_once(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    with ThreadPool(8) as pool:
        keys = set(pool.map(read_or_make, [path] * 8))
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    "address", ["mysql://host/name", "nothing", "redis://host", "postgres://host:port/name"]
)
def test_it_refuses_another_kind_of_database(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        database(address)


def test_it_keeps_the_password_of_the_database_to_itself() -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        database("postgres://me:hush@host:port/name")
    assert "hush" not in str(caught.value)


def test_it_reuses_connections_to_postgresql() -> None:
    found = database("postgres://me:word@host/name?sslmode=require")
    assert found["OPTIONS"] == {"connect_timeout": 3, "sslmode": "require"}
    assert found["CONN_MAX_AGE"] == 60
    assert found["CONN_HEALTH_CHECKS"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_it_lets_sqlite_write_ahead() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone() == ("wal",)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (1,)
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)


@pytest.mark.django_db
def test_it_makes_demo_users_with_their_groups(var: Path) -> None:
    call_command("demo")
    passwords = json.loads((var / "demo_users.json").read_text())
    assert stat.S_IMODE((var / "demo_users.json").stat().st_mode) == 0o600
    groups = {"admin": "Administrators", "lead": "Leads", "packer": "Packers", "viewer": "Viewers"}
    for name, group in groups.items():
        user = User.objects.get(username=name)
        assert user.check_password(passwords[name])
        assert [one.name for one in user.groups.all()] == [group]
        assert user.has_perm("packages_ui.view_packages")
    assert len(set(passwords.values())) == 4


@pytest.mark.django_db
def test_it_keeps_passwords_on_the_second_run(var: Path) -> None:
    call_command("demo")
    before = (var / "demo_users.json").read_text()
    call_command("demo")
    assert (var / "demo_users.json").read_text() == before
    assert User.objects.count() == 4


@pytest.mark.django_db
def test_it_keeps_the_passwords_of_an_older_installation(var: Path) -> None:
    (var / "demo_users.json").write_text('{"lead": "l", "packer": "p", "viewer": "v"}')
    call_command("demo")
    passwords = json.loads((var / "demo_users.json").read_text())
    assert (passwords["lead"], passwords["packer"], passwords["viewer"]) == ("l", "p", "v")
    assert User.objects.get(username="admin").has_perm("packages_ui.manage_stations")


@pytest.mark.django_db
def test_it_makes_no_demo_users_for_a_real_seller_center(settings: Settings, var: Path) -> None:
    settings.SELLER_CENTER_SANDBOX = False
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("demo")
    assert not User.objects.exists()
    assert not list(var.iterdir())


@pytest.mark.django_db
@pytest.mark.usefixtures("var")
def test_it_leaves_somebody_elses_account_alone() -> None:
    User.objects.create_user("lead", email="real@example.com", password="their own")
    with pytest.raises(CommandError, match="lead"):
        call_command("demo")
    assert User.objects.get(username="lead").check_password("their own")


def test_it_hashes_static_files_once_collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("css", "js", "svg", "wasm")  # its own affair, and long
    assert StaticFilesStorage().url("app.css") == "/static/app.css"
    call_command("collectstatic", interactive=False, verbosity=0)
    assert StaticFilesStorage().url("app.css").startswith("/static/app.")
    assert StaticFilesStorage().url("app.css") != "/static/app.css"
    assert StaticFilesStorage().url("came-later.css") == "/static/came-later.css"


def test_it_keeps_labels_and_the_database_to_this_user(tmp_path: Path) -> None:
    folder, file = tmp_path / "media", tmp_path / "media" / "db.sqlite3"
    folder.mkdir(mode=0o755)
    file.write_text("")
    before = os.umask(0o022)
    try:
        keep_private([folder, tmp_path / "none"], [file])
        (folder / "label").write_text("")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, file, folder / "label")]
    assert modes == [0o700, 0o600, 0o600]
