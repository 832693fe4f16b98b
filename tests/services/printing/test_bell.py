"""A ring wakes whoever listens, and costs nobody anything where Redis is away."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from backoffice.quick_redis import of_process
from packages_ui.services.printing.bell import Ring, listening, ring
from tests.processes import PATIENCE


@pytest.fixture
def _gone(settings: Settings) -> Iterator[None]:
    of_process.cache_clear()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    yield
    of_process.cache_clear()


def test_it_wakes_whoever_listens() -> None:
    with listening() as listener:
        assert ring() == 1
        assert listener.wait(PATIENCE) == {Ring.WORK}


def test_it_wakes_every_process() -> None:
    with listening() as one, listening() as two:
        assert ring(Ring.LABELS) == 2
        assert one.wait(PATIENCE) == two.wait(PATIENCE) == {Ring.LABELS}


def test_it_takes_rings_that_come_together_for_one() -> None:
    with listening() as listener:
        for what in (Ring.WORK, Ring.LABELS, Ring.WORK):
            ring(what)
        assert listener.wait(PATIENCE) == {Ring.WORK, Ring.LABELS}
        assert listener.wait(0) == set()


def test_it_says_that_nobody_hears_it() -> None:
    with listening():
        pass
    assert ring() == 0


@pytest.mark.usefixtures("_gone")
def test_it_waits_in_silence_where_redis_is_away() -> None:
    assert ring() == 0
    with listening() as listener:
        assert listener.wait(0.01) == set()
