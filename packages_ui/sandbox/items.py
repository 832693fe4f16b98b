"""Reading the `items` of a split or reject: numbers of items of that package, each once."""

from typing import Any

from packages_ui.sandbox.records import Record


def complaints_about_items(record: Record, body: dict[str, Any], *, taken: set[str]) -> list[str]:
    """Sentences about `body["items"]`; empty when it is right. `taken` gains the numbers."""
    if "items" not in body:
        return ["This field is required."]
    numbers = body["items"]
    if not isinstance(numbers, list):
        return [f'Expected a list of items but got type "{type(numbers).__name__}".']
    if not numbers:
        return ["This list may not be empty."]
    return [text for number in numbers for text in _complaint(record, number, taken)]


def _complaint(record: Record, number: Any, taken: set[str]) -> list[str]:
    if not isinstance(number, str):
        return ["Not a valid string."]
    if number in taken:
        return [f'Item "{number}" is named twice.']
    taken.add(number)
    if number not in {item["number"] for item in record.items}:
        return [f'Item "{number}" is not in this package.']
    return []
