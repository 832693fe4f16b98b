"""What the view of every act must do, told once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from packages_ui.sandbox.methods import ARAS, DHL
from packages_ui.sandbox.records import Record
from tests.packages import numbers

HTMX = {"HX-Request": "true"}
Form = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """`path` is below the package's. `good` is what a person fills in, `bad` cannot be right (None: nothing
    can be wrong). `keeps` is what must still be on the screen; `field`: one that Seller Center may refuse."""

    name: str
    needs: str
    path: Callable[[Record], str]
    good: Callable[[Record], Form]
    done: Callable[[Record], bool]
    keeps: Callable[[Record], str]
    bad: Callable[[Record], Form] | None = None
    field: str = ""

    def __str__(self) -> str:
        return self.name

    def url(self, record: Record) -> str:
        """The form's address."""
        return f"/packages/{record.number}/{self.path(record)}"

    def filled(self, record: Record, **more: Any) -> Form:
        """What a browser posts after the person has seen the package as it is now."""
        return {**seen(record), **self.good(record), **more}


def seen(record: Record) -> Form:
    """What every form carries hidden: the package as the person saw it."""
    return {"updated_at": record.body["updated_at"]}


def last(record: Record) -> str:
    return numbers(record)[-1]


CASES = [
    Case(
        name="update",
        needs="update_package",
        path=lambda _: "update/",
        good=lambda _: {"waybill_number": "W-77"},
        done=lambda record: record.body["waybill_number"] == "W-77",
        keeps=lambda _: 'value="W-77"',
        bad=lambda _: {"waybill_number": "W-77", "tracking_url": "javascript:alert(1)"},
        field="waybill_number",
    ),
    Case(
        name="split",
        needs="split_package",
        path=lambda _: "split/",
        good=lambda record: {f"part-{last(record)}": "1", "shipping_method-1": ARAS.id},
        done=lambda record: len(record.items) == 2,
        keeps=lambda record: f'name="part-{last(record)}" value="1" checked',
        bad=lambda record: {f"part-{last(record)}": "1", "shipping_method-1": "nonsense"},
    ),
    Case(
        name="reject",
        needs="reject_package",
        path=lambda _: "reject/",
        good=lambda record: {"items": [last(record)], "reason": "Yırtık & ıslak"},
        done=lambda record: len(record.items) == 2,
        keeps=lambda _: "Yırtık &amp; ıslak",
        bad=lambda _: {"reason": "Yırtık & ıslak"},
        field="reason",
    ),
    Case(
        name="shipping_method",
        needs="change_shipping_method",
        path=lambda _: "shipping-method/",
        good=lambda _: {"shipping_method": ARAS.id},
        done=lambda record: record.method == ARAS,
        keeps=lambda _: f'value="{ARAS.id}" checked',
        bad=lambda _: {"shipping_method": ""},
        field="shipping_method",
    ),
    Case(
        name="release",
        needs="release_reservation",
        path=lambda record: f"items/{numbers(record)[0]}/release/",
        good=lambda _: {},
        done=lambda record: record.items[0]["has_reservation"] is False,
        keeps=lambda _: "Release reservation",
    ),
]
WITH_BAD = [case for case in CASES if case.bad]
WITH_FIELD = [case for case in CASES if case.field]


def with_dhl(record: Record) -> Record:
    """By a method that no case changes to."""
    record.use_method(DHL, tracking_number="1234567890123")
    del record.items[3:]
    return record
