"""A package that somebody else acts on."""

import pytest

from packages_ui.services import lease
from packages_ui.services.packages import action

SECONDS = 300


def held_by_another(number: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of the lease on it, for longer than a test lasts: one that lasts longer than an action would
    be from before a clock was set back."""
    monkeypatch.setattr(action, "LEASE_SECONDS", SECONDS)
    token = lease.take(name=f"package-{number}", seconds=SECONDS)
    assert token
    return token
