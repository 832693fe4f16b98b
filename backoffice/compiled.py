"""Statements that run many times a second: Django's compiler writes each once, not with every request.

Writing one costs several times what the database needs to answer it.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F, Func, QuerySet, TextField

Value = int | str | datetime
STAND_IN = 2_111_222_333  # fits a short whole number too; no other value of a statement


SEPARATOR = "\x1e"


class Joined(Func):
    """All texts of a subquery in one, SEPARATOR between them, in any order."""

    function = "STRING_AGG"
    template = f"%(function)s(%(expressions)s, '{SEPARATOR}')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def counted(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """How many they are, for a subquery."""
    return rows.order_by().values(count=Func(F("pk"), function="COUNT"))


class Compiled:
    """What `make(name=value, …)` selects. Its SQL may not depend on the values: whole numbers, texts and
    moments, none of them None."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._written = cache(self._write)

    def statement(self, **values: Value) -> tuple[str, list[Any]]:
        """The SQL, and its parameters with these values in their places."""
        kinds = tuple((name, type(value)) for name, value in values.items())
        sql, parameters, places = self._written(connection.vendor, kinds)
        filled = list(parameters)
        for place, name in places:
            filled[place] = _adapted(values[name])
        return sql, filled

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """As the database's driver gives them: moments are texts on SQLite."""
        with connection.cursor() as cursor:
            cursor.execute(*self.statement(**values))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _write(
        self, _vendor: str, kinds: tuple[tuple[str, type], ...]
    ) -> tuple[str, Sequence[Any], list[tuple[int, str]]]:
        stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in enumerate(kinds)}
        names = {_adapted(value): name for name, value in stand_ins.items()}
        sql, parameters = self._make(**stand_ins).query.sql_with_params()
        places = [(place, names[value]) for place, value in enumerate(parameters) if _is_one(value, names)]
        if {name for _, name in places} != set(stand_ins):
            raise TypeError("a value does not stand in the statement")
        return sql, parameters, places


def _stand_in(kind: type, place: int) -> Value:
    if issubclass(kind, datetime):
        return datetime(1, 1, 1 + place, tzinfo=UTC)
    return f"stand-in {place}" if issubclass(kind, str) else STAND_IN + place


def _adapted(value: Value) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _is_one(value: Any, names: dict[Any, str]) -> bool:
    try:
        return value in names
    except TypeError:  # what cannot be a key is none
        return False
