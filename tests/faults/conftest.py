"""The product as real processes, with a user who may ask for labels."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.batch import Batch
from tests.processes import Product, product


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path, LABELS_IN_FLIGHT="8") as running:
        running.start_sandbox("--packages", "300", "--seed", "7")
        yield running


@pytest.fixture
def batch(made: Product) -> Batch:
    return Batch.of_printable(made, most=200)
