"""The product as real processes, with a user who may ask for labels."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.batch import Batch, with_sandbox
from tests.processes import Product


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Product]:
    with with_sandbox(tmp_path) as running:
        yield running


@pytest.fixture
def batch(made: Product) -> Batch:
    return Batch.of_printable(made, most=200)
