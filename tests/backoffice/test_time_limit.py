"""The soft time limit strikes in the middle of anything; what tidies up afterwards can use the database."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction

from backoffice.celery import interrupt_by_time
from tests.processes import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite's statements are not interrupted"),
]


@pytest.fixture(autouse=True)
def _in_a_task() -> Iterator[None]:
    before = signal.getsignal(signal.SIGUSR1)
    interrupt_by_time(task=SimpleNamespace(request=SimpleNamespace(is_eager=False)))
    yield
    signal.signal(signal.SIGUSR1, before)


def ask(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def ask_for_ever() -> None:
    ask("SELECT pg_sleep(36000)")


def ask_in_a_transaction() -> None:
    with transaction.atomic():
        ask_for_ever()


def ask_page_by_page() -> None:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT 1")
        ask_for_ever()


def strike_once_it_asks(pid: object) -> None:
    """As the pool does, from outside."""
    sleeps = f"SELECT count(*) FROM pg_stat_activity WHERE pid = {pid} AND wait_event = 'PgSleep'"
    try:
        until(lambda: ask(sleeps) == 1, "the statement")
    finally:
        connection.close()
    os.kill(os.getpid(), signal.SIGUSR1)


@pytest.mark.parametrize("asks", [ask_for_ever, ask_in_a_transaction, ask_page_by_page])
def test_it_interrupts_a_statement_and_leaves_its_connection_whole(asks: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as outside:
        struck = outside.submit(strike_once_it_asks, ask("SELECT pg_backend_pid()"))
        with pytest.raises(SoftTimeLimitExceeded):
            asks()
        struck.result()
    assert ask("SELECT 7") == 7
