"""Processes are started by threads of which pytest does not know."""

import os
from collections.abc import Iterator

import pytest

from tests.inherited import inherited


class Changing(dict[str, str]):
    """One variable is gone once its name has been read."""

    def __iter__(self) -> Iterator[str]:
        return iter([*self.keys(), "PYTEST_CURRENT_TEST"])


def test_it_leaves_out_what_is_taken_away_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", Changing(A="1", EMPTY=""))
    assert inherited() == {"A": "1", "EMPTY": ""}
