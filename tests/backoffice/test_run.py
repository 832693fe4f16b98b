"""What `make run` gives to all that it starts."""

import subprocess

import pytest

from backoffice import run
from packages_ui.drawing import pool
from packages_ui.drawing.processes import SHARED_AT


def test_one_process_draws_for_all_that_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    given = list[dict[str, str]]()
    monkeypatch.delenv(SHARED_AT)
    monkeypatch.setattr(pool, "_shared", [])
    with monkeypatch.context() as patch:
        patch.setattr(pool, "start_shared", lambda: ("packages-drawing-test", object()))
        patch.setattr(subprocess, "Popen", lambda *_, env, **__: given.append(env))
        run.start()
    assert given[0][SHARED_AT] == "packages-drawing-test"
