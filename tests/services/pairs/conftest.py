"""Two people."""

from collections.abc import Iterator

import pytest

from tests.services.pairs.at_once import Actors, actors


@pytest.fixture
def two(transactional_db: None) -> Iterator[Actors]:
    with actors() as made:
        yield made
