"""Invoices come from the sandbox in this process."""

import pytest

from packages_ui.sandbox.app import Sandbox
from tests.services.invoices.makers import serve_files


@pytest.fixture(autouse=True)
def _files(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    serve_files(monkeypatch, sandbox)
