"""The index by which any part of a text is found: trigrams, in the way of each database. Made after every
migration where it is missing; the search is right without it, only slower."""

import logging
from typing import Any

from django.db import DatabaseError, connections, transaction

logger = logging.getLogger(__name__)
TABLE = "packages_ui_storedpackage"
POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS stored_search ON {TABLE} USING gin (search gin_trgm_ops)",
)
FTS = f"{TABLE}_fts"
# The words lie in the table itself; the triggers pass the index what goes and what comes.
GOES = f"INSERT INTO {FTS} ({FTS}, rowid, search) VALUES ('delete', old.id, old.search);"  # noqa: S608 - ours
COMES = f"INSERT INTO {FTS} (rowid, search) VALUES (new.id, new.search);"  # noqa: S608 - our own names
OPTIONS = f"content='{TABLE}', content_rowid='id', tokenize='trigram'"
CHANGED = "old.search IS NOT new.search"
SQLITE = (
    f"CREATE VIRTUAL TABLE {FTS} USING fts5(search, {OPTIONS})",
    f"CREATE TRIGGER {FTS}_insert AFTER INSERT ON {TABLE} BEGIN {COMES} END",
    f"CREATE TRIGGER {FTS}_delete AFTER DELETE ON {TABLE} BEGIN {GOES} END",
    f"CREATE TRIGGER {FTS}_update AFTER UPDATE ON {TABLE} WHEN {CHANGED} BEGIN {GOES} {COMES} END",
    f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')",  # noqa: S608 - our own names
)
TRIGGERS = 3


def make_index(*, using: str = "default", **_: Any) -> None:
    """After a migration. Without the right to make it, a warning is logged and all goes on."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names() or is_there(using=using):
        return
    try:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            for statement in _statements(connection.vendor):
                cursor.execute(statement)
    except DatabaseError:
        logger.warning(
            "The index for searching packages could not be made, so searching is slow. On PostgreSQL let a "
            "superuser run CREATE EXTENSION pg_trgm in this database, then run migrate again."
        )


def is_there(*, using: str = "default") -> bool:
    """Whether the index is there and follows the table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT to_regclass('stored_search') IS NOT NULL")
            return bool(cursor.fetchone()[0])
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        return bool(cursor.fetchone()[0] == TRIGGERS)


def _statements(vendor: str) -> tuple[str, ...]:
    """A table that Django has rebuilt on SQLite has lost its triggers: then all is made again."""
    if vendor == "postgresql":
        return POSTGRES
    drops = [f"DROP TRIGGER IF EXISTS {FTS}_{when}" for when in ("insert", "delete", "update")]
    return (*drops, f"DROP TABLE IF EXISTS {FTS}", *SQLITE)
