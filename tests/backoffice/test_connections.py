"""A process keeps its connection from task to task, but not one that broke meanwhile."""

from contextlib import closing
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from backoffice.celery import app, drop_old_connections

pytestmark = pytest.mark.django_db(transaction=True)


def ask(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def begin() -> None:
    drop_old_connections(task=SimpleNamespace(request=SimpleNamespace(is_eager=False)))


def test_celery_leaves_it_open() -> None:
    assert app.conf.get("CELERY_DB_REUSE_MAX") == settings.CELERY_DB_REUSE_MAX > 1000


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="there is no connection to break")
def test_the_next_task_has_another_after_it_broke() -> None:
    backend = ask("SELECT pg_backend_pid()")
    begin()
    assert ask("SELECT pg_backend_pid()") == backend
    with pytest.raises(OperationalError):
        ask("SELECT pg_terminate_backend(pg_backend_pid())")
    begin()
    assert ask("SELECT 7") == 7


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="there is no connection to break")
def test_the_next_task_has_another_after_a_restart_that_nobody_noticed() -> None:
    backend = ask("SELECT pg_backend_pid()")
    with closing(connection.copy()) as another, another.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    begin()
    assert ask("SELECT 7") == 7
