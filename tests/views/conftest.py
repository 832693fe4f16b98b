"""What the view tests share: a Seller Center in this process, and people who may and may not act."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django import Settings

from packages_ui import tasks
from packages_ui.models import RejectReason
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.packing import mark
from tests.in_process import in_process

# in one statement: to read 200 and write them takes 5 ms, and two thousand tests want it
ALL_PERMISSIONS = """
INSERT INTO auth_user_user_permissions (user_id, permission_id)
SELECT %s, permission.id FROM auth_permission AS permission
JOIN django_content_type AS kind ON kind.id = permission.content_type_id WHERE kind.app_label = 'packages_ui'
"""


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with in_process(Sandbox(packages=60, seed=1)) as made:
        yield made


@pytest.fixture
def packer(db: None) -> User:
    """May do everything."""
    user = User.objects.create_user("packer", password="packer")
    with connection.cursor() as cursor:
        cursor.execute(ALL_PERMISSIONS, [user.pk])
    return user


@pytest.fixture
def packer_client(packer: User) -> Client:
    client = Client()
    client.force_login(packer)
    return client


@pytest.fixture
def stranger_client(db: None) -> Client:
    """Signed in, without any permission."""
    client = Client()
    client.force_login(User.objects.create_user("stranger", password="stranger"))
    return client


@pytest.fixture
def reasons(db: None) -> None:
    """The reasons that a new installation begins with: tests that flush the database take them away."""
    RejectReason.objects.all().delete()
    import_module("packages_ui.migrations.0002_reject_reasons").add_reasons(apps, None)


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """An empty MEDIA_ROOT."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Instead of waking workers: what was asked of the queue, which can be reached unless told otherwise."""
    return _instead_of(monkeypatch, "wake_fetchers")


@pytest.fixture
def woken_feeders(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The same for those who send to printers."""
    return _instead_of(monkeypatch, "wake_feeders")


@pytest.fixture
def woken_changes(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The same for those who send status changes."""
    return _instead_of(monkeypatch, "wake_status_changes")


@pytest.fixture
def woken_invoices(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The same for those who fetch invoices."""
    return _instead_of(monkeypatch, "wake_invoices")


@pytest.fixture
def woken_documents(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The same for those who make documents."""
    return _instead_of(monkeypatch, "wake_documents")


def _instead_of(monkeypatch: pytest.MonkeyPatch, name: str) -> Mock:
    mock = Mock(return_value=True)
    monkeypatch.setattr(tasks, name, mock)
    return mock


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time alone moves nothing on a desk."""
    monkeypatch.setattr(mark, "SECONDS", 10**12)
