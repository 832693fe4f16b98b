"""One holder at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries

from packages_ui.services import lease

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_it_gives_a_name_to_one_holder() -> None:
    assert lease.take(name="door", seconds=500)
    assert lease.take(name="door", seconds=500) is None
    assert lease.take(name="window", seconds=500)


@pytest.mark.django_db
def test_it_gives_a_name_on_when_it_was_given_back() -> None:
    first = lease.take(name="door", seconds=500)
    assert first
    lease.release(token=first)
    assert lease.take(name="door", seconds=500) not in (None, first)


@pytest.mark.django_db
def test_it_gives_a_name_on_when_its_time_has_run_out() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = lease.take(name="door", seconds=10)
        clock.shift(11)
        second = lease.take(name="door", seconds=10)
        assert second
        assert first
        assert not lease.renew(token=first, seconds=10)
        assert lease.renew(token=second, seconds=10)


@pytest.mark.django_db
def test_it_does_not_renew_what_has_run_out() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = lease.take(name="door", seconds=10)
        assert token
        clock.shift(9)
        assert lease.renew(token=token, seconds=10)
        clock.shift(9)
        assert lease.take(name="door", seconds=10) is None
        clock.shift(2)
        assert not lease.renew(token=token, seconds=10)


@pytest.mark.django_db
def test_it_does_not_take_a_later_holders_lease_away() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        first = lease.take(name="door", seconds=10)
        clock.shift(11)
        assert lease.take(name="door", seconds=10)
        assert first
        lease.release(token=first)
        assert lease.take(name="door", seconds=10) is None


@pytest.mark.django_db
def test_it_lists_the_tokens_that_are_held_now() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        lease.take(name="door", seconds=10)
        clock.shift(11)
        window = lease.take(name="window", seconds=10)
        assert list(lease.live_tokens()) == [window]


@pytest.mark.django_db(transaction=True)
def test_it_has_one_winner_among_threads() -> None:
    def take(_: int) -> str | None:
        try:
            return lease.take(name="door", seconds=500)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        tokens = list(pool.map(take, range(6)))
    assert len([token for token in tokens if token]) == 1


@pytest.mark.django_db
def test_it_takes_several_that_are_held_since_before_a_clock_was_set_back() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert lease.take(name="door", seconds=10)
        assert lease.take_all(names=["door"], seconds=10)[1] == set()
        clock.shift(-3600)
        assert lease.take_all(names=["door"], seconds=10)[1] == {"door"}


@pytest.mark.django_db
def test_it_tells_a_clock_that_was_set_back_a_little_where_it_knows_how_long_a_name_is_held() -> None:
    most = timedelta(seconds=10) + lease.APART
    with time_machine.travel(NOON, tick=False) as clock:
        assert lease.take(name="door", seconds=10, most=most)
        clock.shift(-29)  # it may be another machine's clock
        assert lease.take(name="door", seconds=10, most=most) is None
        clock.shift(-2)
        assert lease.take(name="door", seconds=10, most=most)


@pytest.mark.django_db
def test_it_does_not_wait_for_a_clock_that_was_set_back() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert lease.take(name="door", seconds=10)
        clock.shift(-3600)
        assert lease.take(name="door", seconds=10)


@pytest.mark.django_db
@pytest.mark.parametrize(("known", "held"), [((), ""), (("a", "b"), ""), (("a", "b"), "a"), (("a",), "a")])
def test_it_takes_those_that_are_free_by_one_statement(
    known: tuple[str, ...], held: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for name in known:
        lease.release(token=lease.take(name=name, seconds=500) or "")
    if held:
        lease.take(name=held, seconds=500)
    with django_assert_num_queries(1):
        token, mine = lease.take_all(names=["a", "b"], seconds=500)
    assert mine == {"a", "b"} - {held}
    assert lease.take_all(names=["a", "b"], seconds=500)[1] == set()
    assert lease.renew(token=token, seconds=500)


@pytest.mark.django_db
def test_it_takes_one_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(2):  # a new name, and one that is held
        with django_assert_num_queries(1):
            lease.take(name="door", seconds=500)


@pytest.mark.django_db
def test_it_releases_those_of_several_holders_by_one_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, two, third = (lease.take(name=name, seconds=500) or "" for name in ("a", "b", "c"))
    with django_assert_num_queries(1):
        lease.release_all(tokens=[two, one])
    assert lease.take_all(names=["a", "b", "c"], seconds=500)[1] == {"a", "b"}
    with django_assert_num_queries(0):
        lease.release_all(tokens=[])
    assert lease.renew(token=third, seconds=500)


@pytest.mark.django_db
def test_it_releases_some_of_several() -> None:
    token, _ = lease.take_all(names=["a", "b", "c"], seconds=500)
    lease.release(token=token, names=["a", "c"])
    assert lease.take_all(names=["a", "b", "c"], seconds=500)[1] == {"a", "c"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="there is no connection to break")
def test_it_releases_after_its_connection_has_broken() -> None:
    with pytest.raises(OperationalError), lease.held(name="door", seconds=500), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert lease.take(name="door", seconds=500)
