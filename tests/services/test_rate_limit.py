"""How often somebody was here lately."""

from packages_ui.services.rate_limit import is_allowed


def test_it_counts_so_many_in_a_time() -> None:
    assert [is_allowed("x", most=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert not is_allowed("x", most=2, seconds=60, more=0)
