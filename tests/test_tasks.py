"""The doors from the queue: a queue that is gone is said, never raised."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from pytest_django import Settings

from backoffice import celery_app
from packages_ui import tasks
from packages_ui.services import label_files
from tests.ports import free_port
from tests.services.printing.makers import ready_batch
from tests.services.station_makers import printer_of


@pytest.fixture
def gone() -> Iterator[Connection]:
    """A queue where nobody listens."""
    with celery_app.connection_for_write("redis://127.0.0.1:1/0") as connection:
        yield connection


def test_it_says_that_the_queue_cannot_be_reached(gone: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    doors = (
        tasks.fetch_labels,
        tasks.feed_printers,
        tasks.join_batch,
        tasks.send_status_changes,
        tasks.make_documents,
        tasks.look_at_printer,
    )
    for task in doors:
        send = task.apply_async
        monkeypatch.setattr(task, "delay", lambda *ids, send=send: send(ids, connection=gone))
    assert tasks.wake_fetchers() is False
    assert tasks.wake_feeders() is False
    assert tasks.wake_joiner(1) is False
    assert tasks.wake_documents() is False
    assert tasks.wake_look(1) is False
    assert tasks.wake_status_changes() is False


@pytest.mark.django_db
def test_it_forgets_old_files(tmp_path: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT, settings.KEEP_FILES_DAYS = tmp_path, 30
    path, _ = label_files.store(b"old", folder="labels", suffix="pdf")
    os.utime(tmp_path / path, (0, 0))
    tasks.forget_files()
    assert not (tmp_path / path).exists()


def test_it_reaches_the_queue() -> None:
    assert tasks.wake_fetchers() is True
    assert tasks.wake_feeders() is True
    assert tasks.wake_joiner(1) is True
    assert tasks.wake_documents() is True
    assert tasks.wake_look(1) is True
    assert tasks.wake_status_changes() is True


@pytest.mark.django_db
def test_it_looks_at_a_printer() -> None:
    printer = printer_of(address=f"127.0.0.1:{free_port()}")
    tasks.look_at_printer(printer.pk)
    printer.refresh_from_db()
    assert printer.looked_at
    assert "switched on" in printer.trouble
    tasks.look_at_printer(printer.pk + 1)  # deleted meanwhile


@pytest.mark.django_db
def test_it_wakes_the_feeder_that_could_not_have_a_printer_while_it_was_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tmp_path
    woken: list[str] = []
    monkeypatch.setattr(tasks, "check_watched", lambda **_: 1)
    monkeypatch.setattr(tasks, "wake_feeders", lambda: woken.append("feeders"))
    tasks.watch_printers()
    assert woken == []
    ready_batch(printer_of(), "1")
    tasks.watch_printers()
    assert woken == ["feeders"]
