"""The filters of PKG101 and PKG102."""

from collections.abc import Callable, Iterable, Mapping
from operator import eq, ge, gt, le, lt
from typing import Any

from packages_ui.sandbox.answers import wrong_fields
from packages_ui.sandbox.moments import parse_moment, sortable
from packages_ui.sandbox.records import STATUSES, Body

Test = Callable[[Body], bool]
_COMPARISONS = {"": eq, "__gt": gt, "__gte": ge, "__lt": lt, "__lte": le}
_DATES = {
    f"{name}{ending}": (name, ending) for name in ("updated_at", "created_at") for ending in _COMPARISONS
}
# parameter → field
_TEXTS = {"number": "number", "waybill_number": "waybill_number", "order__number": "order_number"}
ITEM_FILTERS = tuple(_DATES)
PACKAGE_FILTERS = (*_TEXTS, "status", *ITEM_FILTERS)


def package_tests(query: Mapping[str, str]) -> list[Test]:
    """What a package must pass for PKG101; 400 names every wrong parameter."""
    texts = [_text_test(field, query[name]) for name, field in _TEXTS.items() if query.get(name)]
    return texts + _read({name: query[name] for name in query if name in _DATES or name == "status"})


def item_tests(query: Mapping[str, str]) -> list[Test]:
    """What an item must pass for PKG102: dates only."""
    return _read({name: query[name] for name in query if name in _DATES})


def matching(rows: Iterable[Body], tests: list[Test]) -> list[Body]:
    """The rows that pass every test: one after the other, which is quicker for thousands of rows."""
    found = list(rows)
    for test in tests:
        found = [row for row in found if test(row)]
    return found


def _read(query: Mapping[str, str]) -> list[Test]:
    tests: list[Test] = []
    errors: dict[str, list[str]] = {}
    for name, text in query.items():
        try:
            tests.append(_status_test(text) if name == "status" else _date_test(name, text))
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise wrong_fields(errors)
    return tests


def _text_test(field: str, wanted: str) -> Test:
    return lambda row: row.get(field) == wanted


def _status_test(text: str) -> Test:
    if text not in {str(status) for status in STATUSES}:
        raise ValueError(f"Select a valid choice. {text} is not one of the available choices.")
    wanted = int(text)
    return lambda row: bool(row.get("status") == wanted)


def _date_test(name: str, text: str) -> Test:
    field, ending = _DATES[name]
    compare: Callable[[Any, Any], Any] = _COMPARISONS[ending]
    wanted = sortable(parse_moment(text))
    return lambda row: bool(row.get(field)) and bool(compare(row[field][:-1], wanted))
