"""What the service tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from packages_ui.sandbox.app import Sandbox
from tests.in_process import in_process


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """An empty MEDIA_ROOT."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with in_process(Sandbox(packages=60, seed=1)) as made:
        yield made
