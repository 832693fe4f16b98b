"""Whether a figure is reached is judged by the yardstick of the same minute."""

import pytest

from tests.bench.table import TIMES, Row, Table


@pytest.mark.parametrize(
    ("value", "most", "yardstick", "times", "reached"),
    [
        (110, 100, 20, 8, True),  # the machine is busy, and the yardstick says so
        (90, 100, 10, 8, False),  # a quick machine excuses nothing
        (110, None, 20, 8, True),
        (110, None, 20, None, None),
        (110, None, None, None, None),
    ],
)
def test_it_judges_by_the_yardstick(
    value: float, most: float | None, yardstick: float | None, times: float | None, reached: bool | None
) -> None:
    table = Table()
    table.add("a figure", value, "ms", most, yardstick=yardstick, times=times)
    assert table.rows[0].reached is reached


@pytest.mark.parametrize(("unit", "value", "reached"), [("MB", 90, True), ("×", 110, False)])
def test_it_judges_what_is_no_time_by_itself(unit: str, value: float, reached: bool) -> None:
    table = Table()
    table.add("a figure", value, unit, 100)
    assert table.rows[0].reached is reached


@pytest.mark.parametrize(("yardstick", "times"), [(None, None), (20, None), (None, 8)])
@pytest.mark.parametrize("unit", TIMES)
def test_it_takes_no_goal_in_time_without_a_yardstick(
    unit: str, yardstick: float | None, times: float | None
) -> None:
    with pytest.raises(ValueError, match="a figure"):
        Table().add("a figure", 90, unit, 100, yardstick=yardstick, times=times)


def test_it_names_what_is_not_reached(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table([Row("good", 1, "ms", 2), Row("bad", 3, "ms", 2), Row("told only", 9, "ms", None)])
    table.show_all()
    assert capsys.readouterr().out == "\n3 figures, 1 not reached\n  bad\n"


def test_it_shows_both_percentiles_against_the_same_of_the_yardstick() -> None:
    table = Table()
    table.add_both("pages", [10.0] * 19 + [40.0], [5.0] * 19 + [10.0], times=(2, 3))
    assert [(row.what, row.ratio, row.reached) for row in table.rows] == [
        ("pages, p50", 2, True),
        ("pages, p95", 4, False),
    ]
