"""Statements that run many times a second: Django's compiler builds each once, not with every request.

Writing one costs several times what the database needs to answer it.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, DateTimeField, F, Func, JSONField, Model, QuerySet, TextField
from django.db.models import Value as Parameter
from django.db.models.functions import Cast, Concat, JSONObject
from django.db.models.query import ModelIterable

Value = int | str | datetime
M = TypeVar("M", bound=Model)
STAND_IN = 2_111_222_333  # fits a short whole number too; no other value of a statement


SEPARATOR = "\x1e"


class Joined(Func):
    """All texts of a subquery in one, SEPARATOR between them, in any order."""

    function = "STRING_AGG"
    template = f"%(function)s(%(expressions)s, '{SEPARATOR}')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


class OneOf(Func):
    """Whether the column `name` has one of these texts, which `texts` wrote: one value of a statement,
    however many they are."""

    template = "%(expressions)s)))"
    arg_joiner = " = ANY(ARRAY(SELECT jsonb_array_elements_text("
    output_field = BooleanField()

    def __init__(self, name: str, written: str) -> None:
        super().__init__(F(name), Cast(Parameter(written), JSONField()))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        context |= {"template": "%(expressions)s))", "arg_joiner": " IN (SELECT value FROM json_each("}
        return self.as_sql(compiler, connection, **context)


def texts(values: Iterable[str]) -> str:
    """As `OneOf` takes them. One with a NUL is in no column, and PostgreSQL reads none."""
    return json.dumps([value for value in values if "\0" not in value])


def counted(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """How many they are, for a subquery."""
    return rows.order_by().values(count=Func(F("pk"), function="COUNT"))


def rows_as_text(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Whole rows in one text, for a subquery; `rows_of_text` makes objects of it. None of their columns is
    JSON."""
    names = {name: name for name in _names(rows.model)}
    return rows.order_by().values(joined=Joined(Cast(JSONObject(**names), TextField())))


def rows_of_text(model: type[M], joined: str | None) -> Iterable[M]:
    """What `rows_as_text` selected, in any order."""
    for part in joined.split(SEPARATOR) if joined else ():
        yield _made(model, json.loads(part))


def row_as_text(rows: QuerySet[Any, Any], *related: str) -> QuerySet[Any, Any]:
    """The first whole row with those of its relations, one or more, in one text, for a subquery;
    `row_of_text` makes the object of it. None of their columns is JSON. Each has an object of its own: a
    function of SQLite's takes few arguments."""
    paths = {path: _at(rows.model, path) for path in ("", *related)}
    columns = [
        {name: f"{path}__{name}" if path else name for name in _names(model)} for path, model in paths.items()
    ]
    text = Concat(*(Cast(JSONObject(**each), TextField()) for each in columns))
    return rows.values(as_text=text)[:1]


def row_of_text(model: type[M], text: str, *related: str) -> M:
    """What `row_as_text` selected, its relations as select_related reads them."""
    found: dict[str, Any] = {}
    at, decoder = 0, json.JSONDecoder()
    for path in ("", *related):
        row, at = decoder.raw_decode(text, at)
        kind = _at(model, path)
        found[path] = _made(kind, row) if row[kind._meta.pk.attname] is not None else None  # noqa: SLF001 - Django documents it
        parent, _, name = path.rpartition("__")
        if path and found[parent] is not None:
            setattr(found[parent], name, found[path])
    made: M = found[""]
    return made


def _at(model: type[Model], path: str) -> type[Model]:
    """The model that `a__b` leads to."""
    for name in path.split("__") if path else ():
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]  # noqa: SLF001 - Django documents it
    return model


def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django documents it


def _made(model: type[M], row: dict[str, Any]) -> M:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django documents it
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), [_reader(one)(row[one.attname]) for one in fields])


@cache
def _reader(field: Any) -> Callable[[Any], Any]:
    """From what a database writes into JSON to what Django's own compiler makes of the column."""
    if isinstance(field, DateTimeField):
        return moment_of
    if isinstance(field, BooleanField):
        return _truth
    return partial(_read_by, field) if hasattr(field, "from_db_value") else _as_it_is


def _read_by(field: Any, value: Any) -> Any:
    return field.from_db_value(value, None, connection)


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)


def moment_of(text: str | None) -> datetime | None:
    """Of a date and time in JSON: SQLite keeps them in UTC without a zone."""
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as Django's compiler wrote it: `places` are those of its values among the parameters."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    parameters: Sequence[Any]
    places: Sequence[tuple[int, str]]

    def objects(self, rows: list[tuple[Any, ...]]) -> list[Any]:
        """What Django makes of these rows of the statement."""
        answered = self.queryset._chain()  # type: ignore[attr-defined]  # noqa: SLF001 - a copy
        answered.query = Answered(self.compiler, rows)
        return list(ModelIterable(answered))


@dataclass(frozen=True, slots=True)
class Answered:
    """A query, and its compiler, that need not reach the database any more."""

    compiler: Any
    rows: list[tuple[Any, ...]]
    values_select: tuple[str, ...] = ()

    def get_compiler(self, **_: Any) -> "Answered":
        return self

    def execute_sql(self, **_: Any) -> list[list[tuple[Any, ...]]]:
        return [self.rows]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler, name)


class Compiled:
    """What `make(name=value, …)` selects. Its SQL may not depend on the values: whole numbers, texts and
    moments, none of them None."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._written = cache(self._write)

    def statement(self, **values: Value) -> tuple[str, list[Any]]:
        """The SQL, and its parameters with these values in their places."""
        written = self._for(values)
        return written.sql, _filled(written, values)

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """As the database's driver gives them: moments are texts on SQLite."""
        return _executed(self._for(values), values)

    def objects(self, **values: Value) -> list[Any]:
        """As the queryset gives them, with what it selects besides. Nothing is prefetched. What locks rows
        is called within a transaction."""
        written = self._for(values)
        return written.objects(_executed(written, values))

    def _for(self, values: dict[str, Value]) -> Written:
        return self._written(connection.vendor, tuple((name, type(value)) for name, value in values.items()))

    def _write(self, _vendor: str, kinds: tuple[tuple[str, type], ...]) -> Written:
        stand_ins = {name: _stand_in(kind, place) for place, (name, kind) in enumerate(kinds)}
        names = {_adapted(value): name for name, value in stand_ins.items()}
        queryset = self._make(**stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = [(place, names[value]) for place, value in enumerate(parameters) if _is_one(value, names)]
        if {name for _, name in places} != set(stand_ins):
            raise TypeError("a value does not stand in the statement")
        return Written(queryset, compiler, sql, parameters, places)


def _executed(written: Written, values: dict[str, Value]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(written.sql, _filled(written, values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _filled(written: Written, values: dict[str, Value]) -> list[Any]:
    filled = list(written.parameters)
    for place, name in written.places:
        filled[place] = _adapted(values[name])
    return filled


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
