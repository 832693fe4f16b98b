"""Paging of PKG101, PKG102 and the shipping methods."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from packages_ui.sandbox.answers import Answer, json_answer, not_found, wrong_fields

# Another host and path than the request's, as in the document's sample.
OTHER_HOST = "https://seller-center.akinon.com/api/i2/resource"

PAGING = ("page", "limit")


def paged(rows: Sequence[Any], *, page: int, limit: int) -> Answer:
    """`{count, next, previous, results}`; 404 beyond the last page."""
    count = len(rows)
    if page > max(-(-count // limit), 1):
        raise not_found("Invalid page.")
    body = {
        "count": count,
        "next": _address(page + 1, limit) if page * limit < count else None,
        "previous": _address(page - 1, limit) if page > 1 else None,
        "results": rows[(page - 1) * limit : page * limit],
    }
    return json_answer(body)


def _address(page: int, limit: int) -> str:
    return f"{OTHER_HOST}?page={page}&limit={limit}"


def read_paging(query: dict[str, str]) -> tuple[int, int]:
    """`page` (default 1) and `limit` (default 10), or 400 with both complaints."""
    errors: dict[str, list[str]] = {}
    values = {"page": 1, "limit": 10}
    for name in values.keys() & query.keys():
        try:
            values[name] = _whole(query[name])
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise wrong_fields(errors)
    return values["page"], values["limit"]


def _whole(text: str) -> int:
    # 4,300 digits and more are refused by int() itself
    if not (text.isascii() and text.lstrip("-").isdigit() and len(text) < 20):
        raise ValueError("A valid integer is required.")
    if int(text) < 1:
        raise ValueError("Ensure this value is greater than or equal to 1.")
    return int(text)


def read_query(pairs: Iterable[tuple[str, str]], known: Collection[str]) -> dict[str, str]:
    """The query as a mapping; 400 for a parameter that comes twice or that the document does not name.

    The document is silent about those. Silently ignoring a misspelt filter would show the wrong packages.
    """
    values: dict[str, str] = {}
    errors: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known:
            errors[name] = ["Unknown parameter."]
        elif name in values:
            errors[name] = ["Give this parameter once."]
        values[name] = value
    if errors:
        raise wrong_fields(errors)
    return values
