"""What stands on a label."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packages_ui.sandbox.records import Record

FONT = Path(__file__).with_name("fonts") / "DejaVuSans-subset.ttf"


@dataclass(frozen=True, slots=True)
class LabelFacts:
    """A copy of what a label is made from, so that it can be drawn without holding the lock."""

    number: str
    order_number: str
    tracking_number: str
    revision: int
    company: str
    lines: tuple[str, ...]
    items: int

    @property
    def footer(self) -> str:
        """`2595053219311870 / 2594887831811953 / r0`."""
        return f"{self.number} / {self.order_number} / r{self.revision}"


def facts_of(record: Record) -> LabelFacts:
    """The facts of a package; every field of its address may be null."""
    return LabelFacts(
        number=record.number,
        order_number=record.order_number,
        tracking_number=str(record.body.get("tracking_number") or ""),
        revision=record.revision,
        company=record.method.company,
        lines=_lines(record.body.get("shipping_address") or {}),
        items=len(record.items),
    )


def _lines(address: dict[str, Any]) -> tuple[str, ...]:
    rows = (
        ("first_name", "last_name"),
        ("company_name",),
        ("district", "line"),
        ("postcode", "township", "city"),
        ("phone_number",),
    )
    joined = (" ".join(str(address[name]) for name in row if address.get(name)) for row in rows)
    # a carrier's label has room for about 46 letters a line
    return tuple(" ".join(line.split())[:46] for line in joined if line)
