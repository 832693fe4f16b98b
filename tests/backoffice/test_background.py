"""What people wait for has processes of its own, in a worker that does everything too."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from backoffice.background import Room
from packages_ui.drawing.processes import SHARED_AT
from tests.families import words_of
from tests.processes import Product, product, until

SEND = """
from tests.backoffice import held
for _ in range({count}):
    held.{task}.apply_async(queue={queue!r})
print({count})
"""
TASKS = 4


@pytest.mark.parametrize(
    ("queues", "processes", "places"),
    [
        ({"paper", "background"}, 3, 1),
        ({"paper", "background"}, 2, 1),
        ({"paper", "background"}, 8, 6),
        ({"paper", "background"}, 1, None),
        ({"background"}, 3, None),
        ({"paper"}, 3, None),
    ],
)
def test_it_leaves_processes_to_people(queues: set[str], processes: int, places: int | None) -> None:
    room = Room()
    room.prepare(queues=queues, processes=processes)
    assert room.places == places


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Product]:
    """A worker of three processes that has more in the background than it has processes."""
    with product(tmp_path) as made:
        made.start_worker("worker", "-c", "3", "-I", "tests.backoffice.held")
        send(made, "hold", "background", TASKS)
        until(lambda: number(made, "now") == 1, "the first of them")
        yield made


def send(made: Product, task: str, queue: str, count: int = 1) -> None:
    made.python(SEND.format(task=task, queue=queue, count=count))


def number(made: Product, key: str) -> int:
    return int(made.redis().get(key) or 0)


def test_it_never_lets_people_wait_for_the_background(made: Product) -> None:
    send(made, "meet", "paper")
    send(made, "greet", "paper")
    until(lambda: number(made, "met") == 1, "two for people at once")
    assert number(made, "now") == 1
    made.redis().rpush("go", *range(TASKS))
    until(lambda: number(made, "done") == TASKS, "all of the background, one after the other")
    assert made.redis().zscore("most", "most") == 1


def test_it_gives_the_room_of_a_process_that_was_killed_to_the_next(made: Product) -> None:
    worker = psutil.Process(made.running["worker"].pid)
    before = {child.pid for child in worker.children()}
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: number(made, "now") == 2, "the next one")  # the killed one did not count itself out
    made.redis().rpush("go", *range(TASKS))
    until(lambda: number(made, "done") == TASKS, "all of them, the killed one too")


def test_it_shares_what_draws_among_the_processes_of_a_worker(tmp_path: Path) -> None:
    with product(tmp_path) as made:
        del made.env[SHARED_AT]
        made.start_worker("worker", "-c", "2", "-I", "tests.backoffice.held")
        send(made, "draw_beside_another", "paper", 2)
        until(lambda: number(made, "drawn") == 2, "both to have drawn")
        below = psutil.Process(made.running["worker"].pid).children(recursive=True)
        assert (
            sum("packages_ui.drawing.template" in words_of(one) for one in below) == 1 + 2
        )  # and a child of each
