"""The product as real processes, with a user who may ask for labels."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.batch import Batch, with_sandbox
from tests.faults.playing import PACKAGES
from tests.prepared import copy_database
from tests.processes import Product


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Product]:
    with with_sandbox(tmp_path) as running:
        yield running


@pytest.fixture
def batch(made: Product) -> Batch:
    return Batch.of_printable(made, most=40)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A Seller Center for all rounds of a file, and a migrated database to be copied."""
    made = Product(tmp_path_factory.mktemp("shared"))
    copy_database(made.folder / "db.sqlite3")
    made.start_sandbox("--packages", str(PACKAGES), "--latency-ms", "5")
    yield made
    made.close()
