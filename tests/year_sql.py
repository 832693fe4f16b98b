"""Rows by the million: one INSERT for a whole table, from a series of numbers, on both databases."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

Expressions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sql:
    """An expression of `n`; anything else in a row's mapping is a value."""

    text: str


def insert(model: type[Model], count: int, expressions: Expressions) -> None:
    """Rows 1 to `count`, by one statement. What is not named has its default."""
    meta, quote = model._meta, connection.ops.quote_name
    given = {"id": Sql("n"), **expressions}
    columns, values, params = [], [], []
    for field in meta.concrete_fields:
        value = given.get(field.attname, None if field.attname in given else field.get_default())
        columns.append(quote(field.column or ""))
        if isinstance(value, Sql):
            values.append(value.text.replace("%", "%%"))
        else:
            kind = field.db_type(connection)
            values.append(f"CAST(%s AS {kind})" if connection.vendor == "postgresql" else "%s")
            params.append(field.get_db_prep_save(value, connection))
    sql = f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)}) SELECT {', '.join(values)} FROM series"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{_series(count)} {sql}", params)


def _series(count: int) -> str:
    if connection.vendor == "postgresql":
        return f"WITH series AS (SELECT n FROM generate_series(1::bigint, {count}) AS n)"
    return f"WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count})"


def ago(seconds: str) -> str:
    """The moment so many seconds before now."""
    if connection.vendor == "postgresql":
        return f"(now() - ({seconds}) * interval '1 second')"
    return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-' || ({seconds}) || ' seconds')"


def least(expression: str, most: int) -> str:
    return f"{'least' if connection.vendor == 'postgresql' else 'min'}({expression}, {most})"


def check_keys(*, on: bool) -> None:
    """A million foreign keys need no checking: they are right."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET session_replication_role = {'DEFAULT' if on else 'replica'}")


def settle_postgres(cursor: CursorWrapper) -> None:
    """The planner knows the rows, and all of them are on the disk, as after a night: otherwise what is
    measured waits for what was filled in."""
    if connection.in_atomic_block:
        cursor.execute("ANALYZE")
        return
    cursor.execute("VACUUM ANALYZE")
    cursor.execute("CHECKPOINT")
