"""Batches finish whatever dies in the middle: real worker, real Redis, real HTTP."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import turns
from tests.faults.batch import Batch, with_sandbox
from tests.processes import Product

pytestmark = pytest.mark.in_turn(one_in=3)


def test_it_finishes_after_the_worker_is_killed(tmp_path: Path) -> None:
    """At another moment with each commit; at all at once where all is run, as each waits for the lease of the
    dead to run out."""
    seeds = turns.now.some((1, 2, 3), "the moment")
    with ThreadPoolExecutor() as pool:
        list(pool.map(kill_a_worker, [tmp_path / str(seed) for seed in seeds], seeds))


def kill_a_worker(folder: Path, seed: int) -> None:
    folder.mkdir()
    with with_sandbox(folder) as made:
        batch = Batch.of_printable(made, most=120)
        made.switches(latency_ms=2000)  # long enough to be caught in the middle on a busy machine
        made.start_worker("worker", "-B", "-s", str(folder / "beat"))
        batch.ask()
        batch.wait_until_ready(random.Random(seed).randrange(1, 60))
        made.kill("worker")
        assert batch.ready() < len(batch.labels)
        made.switches(latency_ms=20)
        made.start_worker("worker", "-B", "-s", str(folder / "beat"))
        batch.wait_for_pdf()
        assert list(batch.got().items()) == list(batch.labels.items())


def flushed(made: Product) -> None:
    made.redis().flushall()


def killed(made: Product) -> None:
    """With all it held."""
    made.kill("redis")
    for file in (made.folder / "appendonlydir").glob("*"):
        file.unlink()
    made.start_redis()


@pytest.mark.parametrize("lose", [flushed, killed])
def test_it_makes_one_batch_and_finds_what_waits_after_redis_lost_it(
    made: Product, batch: Batch, lose: Callable[[Product], None]
) -> None:
    assert [batch.ask() for _ in range(3)] == [True, False, False]
    lose(made)
    made.start_worker("worker", "-B", "-s", str(made.folder / "beat"))
    batch.wait_for_pdf()
    assert batch.states() == {"ready": len(batch.labels)}
    assert list(batch.got().items()) == list(batch.labels.items())


def test_it_gets_every_label_from_a_limited_failing_api(made: Product) -> None:
    batch = Batch.of_printable(made, most=100)
    made.switches(latency_ms=20, rate_per_second=50, fail_share=0.05)
    made.start_worker()
    batch.ask()
    batch.wait_for_pdf()
    assert batch.got() == batch.labels
