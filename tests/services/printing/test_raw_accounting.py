"""What a raw printer's answers prove, and what they do not."""

from typing import Any

import pytest

from packages_ui.printers.status import PrinterStatus
from packages_ui.services.printing.raw_accounting import Paper, Seen, Verdict, missing, verdicts

PRINTED, NEVER, HELD, UNDECIDED = Verdict.PRINTED, Verdict.NEVER, Verdict.HELD, Verdict.UNDECIDED


def status(waiting: int = 0, **troubles: Any) -> PrinterStatus:
    return PrinterStatus(answered=True, waiting=waiting, **troubles)


def papers(*pieces: int, noted: int | None = None) -> list[Paper]:
    """Labels of so many pieces, without a counter; the first `noted` were sent long enough ago."""
    known = len(pieces) if noted is None else noted
    return [Paper(count, None, place < known) for place, count in enumerate(pieces)]


def counted(*befores: int, pieces: int = 1) -> list[Paper]:
    return [Paper(pieces, before, noted=True) for before in befores]


@pytest.mark.parametrize(
    ("waiting", "told"),
    [
        (0, [PRINTED, PRINTED, PRINTED]),
        (1, [PRINTED, PRINTED, HELD]),
        (2, [PRINTED, HELD, HELD]),
        (3, [HELD, HELD, HELD]),
        (9, [HELD, HELD, HELD]),
    ],
)
def test_it_takes_the_last_ones_for_those_that_wait(waiting: int, told: list[Verdict]) -> None:
    assert verdicts(papers(1, 1, 1), Seen(status(waiting))) == told


def test_it_counts_a_label_of_two_pieces_as_two() -> None:
    assert verdicts(papers(2, 2), Seen(status(3))) == [HELD, HELD]
    assert verdicts(papers(2, 2), Seen(status(2))) == [PRINTED, HELD]


def test_it_says_nothing_of_a_label_that_the_printer_had_no_time_to_note() -> None:
    assert verdicts(papers(1, 1, noted=1), Seen(status(0))) == [PRINTED, UNDECIDED]
    # the one that waits may be the older one: the newer may not have been read yet
    assert verdicts(papers(1, 1, noted=1), Seen(status(1))) == [HELD, UNDECIDED]


@pytest.mark.parametrize("trouble", ["paper_out", "paused", "head_open", "ribbon_out"])
def test_it_takes_nothing_for_printed_while_the_printer_is_in_trouble(trouble: str) -> None:
    said = status(0, **{trouble: True})
    assert verdicts(papers(1, 1), Seen(said)) == [HELD, HELD]


def test_it_takes_the_last_one_for_half_a_label() -> None:
    said = status(partial=True)
    assert verdicts(papers(1, 1), Seen(said, half=True)) == [PRINTED, HELD]
    assert verdicts(counted(10), Seen(said, half=True)) == [HELD]  # no counter can be read
    assert verdicts(papers(1, 1), Seen(said)) == [PRINTED, PRINTED]  # it is another's


def test_it_says_nothing_without_an_answer() -> None:
    assert verdicts(papers(1), Seen(PrinterStatus())) == [UNDECIDED]
    assert verdicts(counted(10), Seen(PrinterStatus(), 11, quiet=True)) == [UNDECIDED]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (10, [NEVER, NEVER]),
        (11, [PRINTED, NEVER]),
        (12, [PRINTED, PRINTED]),
    ],
)
def test_it_believes_the_counter_of_an_idle_printer(count: int, told: list[Verdict]) -> None:
    assert verdicts(counted(10, 11), Seen(status(0), count, quiet=True)) == told


def test_it_waits_for_a_printer_that_holds_something_back() -> None:
    assert verdicts(counted(10, 11), Seen(status(1), 10, quiet=True)) == [HELD, HELD]
    assert verdicts(counted(10, 11), Seen(status(0, paused=True), 11, quiet=True)) == [PRINTED, HELD]


def test_it_leaves_a_label_to_a_person_of_which_only_a_part_came_out() -> None:
    assert verdicts(counted(10, pieces=3), Seen(status(0), 11, quiet=True)) == [UNDECIDED]


def test_it_takes_what_is_not_counted_yet_for_a_label_under_the_head() -> None:
    assert verdicts(counted(10), Seen(status(0), 10, quiet=False)) == [HELD]


@pytest.mark.parametrize(("count", "left"), [(10, 2), (11, 1), (12, 0)])
def test_it_knows_how_many_are_still_to_be_counted(count: int, left: int) -> None:
    assert missing(counted(10, 11), Seen(status(0), count)) == left


def test_it_misses_nothing_where_nothing_is_counted() -> None:
    assert missing(papers(1), Seen(status(0), 5)) == 0
    assert missing(counted(10), Seen(status(0))) == 0
