import shutil
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from backoffice import health


def test_it_lives_without_asking_anything(client: Client) -> None:
    answer = client.get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_it_is_ready(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "database": "ok", "redis": "ok", "disk": "ok"}


@pytest.mark.django_db
def test_it_is_degraded_without_redis(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "redis": "out", "disk": "ok"}


@pytest.mark.django_db
def test_it_gives_up_on_a_redis_that_is_silent(settings: Settings, silent_port: int) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_port}/0"
    assert not health.redis_answers()  # else it would wait for ever


def test_it_is_out_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr("backoffice.health.connection.cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "out", "database": "out", "redis": "ok", "disk": "ok"}


@pytest.mark.django_db
def test_it_is_out_while_no_label_could_be_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    nearly_full = shutil.disk_usage("/")._replace(free=health.LEAST_ROOM - 1)
    monkeypatch.setattr("backoffice.health.shutil.disk_usage", lambda _path: nearly_full)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["disk"] == "full"


@pytest.mark.django_db
def test_it_has_room_where_the_folder_is_still_to_be_made(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "not" / "yet"
    assert health.disk_has_room()
