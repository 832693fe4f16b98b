"""Two at once."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun("services/pairs")
