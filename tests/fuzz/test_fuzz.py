"""A short, seeded round of `make fuzz`."""

from collections import Counter
from random import Random

from packages_ui.drawing import draw
from packages_ui.drawing.pool import KEPT
from tests import turns
from tests.fuzz.answers import try_all
from tests.fuzz.labels import try_one

LABELS = 150


def test_it_draws_or_refuses_every_label() -> None:
    seeds = turns.now.part(range(LABELS), one_in=3)
    found = Counter(try_one(Random(seed), seconds=0.5) for seed in seeds)
    assert sum(found.values()) == len(seeds)
    assert found["drawn"]
    assert found["refused"]
    assert draw._pools[-1].count <= KEPT


def test_it_reads_or_refuses_every_answer() -> None:
    read, refused = try_all()
    assert read > 1000
    assert refused > 100
