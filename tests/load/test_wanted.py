"""What `make load` is asked for is bounded."""

import pytest

from tests.load.wanted import SCENARIOS, Wanted, wanted_of


def test_it_takes_all_scenarios_without_a_word() -> None:
    assert wanted_of([]) == Wanted(SCENARIOS)


def test_it_takes_names_and_numbers() -> None:
    assert wanted_of(["steady", "seconds=600", "packers=5"]) == Wanted(("steady",), seconds=600, packers=5)


def test_it_never_lasts_for_longer_than_an_hour() -> None:
    wanted = wanted_of(["seconds=100000", "packers=9999"])
    assert (wanted.seconds, wanted.packers) == (3600, 200)


@pytest.mark.parametrize("words", [["steadily"], ["minutes=1"], ["seconds=soon"]])
def test_it_refuses_other_words(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        wanted_of(words)
