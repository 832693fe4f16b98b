"""Here each process loads what draws by itself, unless a test says otherwise."""

import pytest

from packages_ui.drawing.processes import SHARED_AT


@pytest.fixture(autouse=True)
def _nothing_is_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SHARED_AT, raising=False)
