"""What people search for among the stored packages: words, filters, an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

NOBODY = "nobody"


class LabelFilter(StrEnum):
    """Where the label of a package stands."""

    NONE = "none"
    READY = "ready"
    PRINTED = "printed"
    UNCONFIRMED = "unconfirmed"
    OUTDATED = "outdated"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`columns` are equal: the API's own names and ours. `moments` are bounds by their API names. `older` in
    hours since a package was ordered; `items` how many there are in it, "5+" for more. `packed_by` and `mine`
    are ids of users. `stopped` is a kind of PackageStop. `tag` is one of our own, `assigned` is `p7` for a
    person, `s3` for a station, or NOBODY; `own_note`: people wrote a note. `sort` is a column of SORTS, with
    a minus for downwards; empty: oldest first."""

    q: str = ""
    columns: Mapping[str, object] = field(default_factory=dict)
    moments: Mapping[str, datetime] = field(default_factory=dict)
    city: str = ""
    product: str = ""
    items: str = ""
    older: int | None = None
    late: bool = False
    label: str = ""
    packed_by: int | None = None
    handed_over: bool | None = None
    stopped: str = ""
    tag: str = ""
    assigned: str = ""
    own_note: bool = False
    sort: str = ""

    def everywhere(self) -> "Wanted":
        """In every status."""
        columns = {name: value for name, value in self.columns.items() if name != "status"}
        return replace(self, columns=columns)


SORTS = {
    "number": "number",
    "order": "order_number",
    "customer": "customer_key",
    "city": "city_key",
    "status": "status",
    "method": "shipping_method",
    "items": "items_count",
    "amount": "amount",
    "age": "placed_at",
    "marks": "gift",
    "label": "label_rank",
}
