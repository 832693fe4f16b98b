"""Code from before a migration runs on the schema after it: web and workers are not changed in one moment."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations import operations
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

from packages_ui import migrations

SINCE = 12  # those before came with the first release
NO_COLUMN = (
    operations.AddIndex,
    operations.RemoveIndex,
    operations.RenameIndex,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.CreateModel,
)


def later() -> Iterator[tuple[str, Operation]]:
    for module in iter_modules(migrations.__path__):
        if module.name[:4].isdecimal() and int(module.name[:4]) >= SINCE:
            migration = import_module(f"packages_ui.migrations.{module.name}").Migration
            for operation in migration.operations:
                yield f"{module.name}: {operation.describe()}", operation


def keeps_older_code(operation: Operation) -> bool:
    """Whether code that knows nothing of it still writes its rows."""
    if isinstance(operation, NO_COLUMN):
        return True
    if isinstance(operation, operations.AddField):
        return has_a_value(operation.field)
    if isinstance(operation, operations.AlterField):
        return is_wider(operation)
    return False


def has_a_value(field: "models.Field[Any, Any]") -> bool:
    return field.null or field.db_default is not NOT_PROVIDED


def is_wider(operation: operations.AlterField) -> bool:
    """Another list of choices, another default, a longer text: no row of older code is refused for it."""
    now, before = operation.field, _before(operation)
    if isinstance(now, models.TextField) and isinstance(before, models.CharField):
        return now.null or not before.null
    if type(now) is not type(before) or (before.null and not now.null) or (now.unique and not before.unique):
        return False
    return now.max_length is None or (before.max_length or 0) <= now.max_length


def _before(operation: operations.AlterField) -> "models.Field[Any, Any]":
    """The field that it alters, as the newest migration before it left it."""
    found = None
    for module in sorted(
        each.name for each in iter_modules(migrations.__path__) if each.name[:4].isdecimal()
    ):
        for each in import_module(f"packages_ui.migrations.{module}").Migration.operations:
            if each is operation:
                assert found is not None
                return found
            found = _field(each, operation) or found
    raise AssertionError("it is in no migration")


def _field(each: Operation, wanted: operations.AlterField) -> "models.Field[Any, Any] | None":
    if isinstance(each, operations.CreateModel) and each.name_lower == wanted.model_name_lower:
        return dict(each.fields).get(wanted.name)
    same = isinstance(each, operations.AddField | operations.AlterField)
    if same and (each.model_name_lower, each.name) == (wanted.model_name_lower, wanted.name):  # type: ignore[attr-defined]
        field: models.Field[Any, Any] = each.field  # type: ignore[attr-defined]
        return field
    return None


@pytest.mark.parametrize(("name", "operation"), [pytest.param(*one, id=one[0]) for one in later()])
def test_it_keeps_older_code_at_work(name: str, operation: Operation) -> None:
    assert keeps_older_code(operation), f"{name}: give it a db_default, or do it one release later"


def test_it_would_notice_what_older_code_cannot_bear() -> None:
    text = models.CharField(max_length=9)
    assert not keeps_older_code(operations.AddField("printer", "x", text))
    assert not keeps_older_code(
        operations.AddField("printer", "x", models.CharField(max_length=9, default=""))
    )
    assert not keeps_older_code(operations.RemoveField("printer", "name"))
    assert not keeps_older_code(operations.RunPython(operations.RunPython.noop))
    assert keeps_older_code(
        operations.AddField("printer", "x", models.CharField(max_length=9, db_default=""))
    )


@pytest.mark.django_db
def test_a_row_of_older_code_gets_the_defaults() -> None:
    """An INSERT that names none of the columns that have come since."""
    added = [operation for _, operation in later() if isinstance(operation, operations.AddField)]
    new = {(each.model_name_lower, each.name) for each in added}
    for name in {name for name, _ in new}:
        model = apps.get_model("packages_ui", name)
        columns = [field for field in model._meta.concrete_fields if (name, field.name) not in new]
        _insert(model, [field for field in columns if not field.primary_key])


def _insert(model: type[models.Model], fields: list[Any]) -> None:
    """Whatever fits each of them; a row that it refers to need not be there until the end."""
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(field.column) for field in fields), ", ".join("%s" for _ in fields)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [_value(field) for field in fields])
        assert cursor.rowcount == 1
        transaction.set_rollback(True)


def _value(field: Any) -> Any:
    if field.null:
        return None
    if field.is_relation:
        return 1
    by_kind = {
        "BooleanField": False,
        "DateTimeField": "2026-11-28 09:00:00+00:00",
        "JSONField": "{}",
        "UUIDField": "0" * 32,
    }
    kind = field.get_internal_type()
    return by_kind.get(kind, "x" if "Char" in kind or "Text" in kind else 1)
