"""After a test that commits, the database holds again what a migrated one does, and nothing else.

Django's own way empties every table and then makes contenttypes, permissions and groups anew, however little
the test has written: that took most of the time of a test that commits.
"""

from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Prepared:
    """`tables` of the models; `kept` are those that a migrated database has rows in, with these rows."""

    tables: tuple[str, ...]
    kept: dict[str, Rows]

    @classmethod
    def as_it_stands(cls) -> Self:
        names = connection.introspection.django_table_names(only_existing=True, include_views=False)
        with connection.cursor() as cursor:
            tables = tuple(sorted(names))
            return cls(tables, {table: _rows(cursor, table) for table in _with_rows(cursor, tables)})

    def restore(self) -> None:
        """Foreign keys are looked at only in the end."""
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # whoever still writes comes to its end first
                cursor.execute(
                    f"LOCK TABLE {', '.join(map(_quoted, self.tables))} IN SHARE ROW EXCLUSIVE MODE"
                )
            for table in _with_rows(cursor, [name for name in self.tables if name not in self.kept]):
                cursor.execute(f"DELETE FROM {_quoted(table)}")
            changed = {name: rows for name, rows in self.kept.items() if _rows(cursor, name) != rows}
            for table, rows in changed.items():
                cursor.execute(f"DELETE FROM {_quoted(table)}")
                _insert(cursor, table, rows)


def _with_rows(cursor: CursorWrapper, tables: list[str] | tuple[str, ...]) -> list[str]:
    """In one statement, as there are dozens."""
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {_quoted(name)})" for name in tables)
    cursor.execute(" UNION ALL ".join(asked))
    return list(chain.from_iterable(cursor.fetchall()))


def _rows(cursor: CursorWrapper, table: str) -> Rows:
    cursor.execute(f"SELECT * FROM {_quoted(table)}")
    return sorted(cursor.fetchall())


def _insert(cursor: CursorWrapper, table: str, rows: Rows) -> None:
    places = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {_quoted(table)} VALUES ({places})", rows)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
