"""The form that splits a package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.act import NO_METHOD, ActForm, method_choices, saw
from packages_ui.seller_center.types import Item, Package, ShippingMethod, SplitPart

MOST_PARTS = 9
NUMBERS = [str(number) for number in range(1, MOST_PARTS + 1)]
DEFAULT_METHOD = gettext_lazy("Seller Center's default method")
NOTHING_LEAVES = gettext_lazy("Choose a new package for at least one item.")
ALL_LEAVE = gettext_lazy("At least one item must stay in this package.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One item's radio buttons: which of `numbers` (0 stays) is chosen, under the name `part-<item>`."""

    item: Item
    name: str
    chosen: int


class SplitForm(ActForm):
    """PKG106. Two ways to fill it in:

    - one new package: `items` (repeated) and, if wished, `shipping_method` (a UUID);
    - several: for each item that leaves `part-<item number>` = 1, 2, 3 … up to 9 (empty or 0: it stays), and
      for each new package, if wished, `shipping_method-<n>`.

    `parts` is how many new packages the page offers; `add_part` (any value) adds one more. At least one
    item stays. A new package without items is left out.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        package: Package,
        items: Sequence[Item],
        methods: Sequence[ShippingMethod],
    ) -> None:
        data = None if data is None else in_parts(data)
        super().__init__(data, initial=saw(package))
        self.items, self.chosen = items, chosen_in(data or QueryDict())
        self.numbers = range(1, self._count(data or QueryDict()) + 1)
        self.part_errors: dict[int, list[str]] = {}
        choices = [("", str(DEFAULT_METHOD)), *method_choices(methods)]
        self.methods = dict(choices)
        for number in self.numbers:
            field = forms.ChoiceField(
                choices=choices,
                required=False,
                label=_("Shipping method of new package {number}").format(number=number),
            )
            field.error_messages["invalid_choice"] = NO_METHOD
            field.widget.attrs["class"] = "form-select"
            self.fields[f"shipping_method-{number}"] = field

    def clean(self) -> dict[str, Any]:
        """Something leaves, something stays, and every item is in the package."""
        known = {item.number for item in self.items}
        if unknown := sorted(self.chosen.keys() - known):
            raise ValidationError(_("Not in the package any more: {items}.").format(items=", ".join(unknown)))
        if not self.chosen:
            raise ValidationError(NOTHING_LEAVES)
        if self.chosen.keys() == known:
            raise ValidationError(ALL_LEAVE)
        return self.cleaned_data

    @property
    def used(self) -> list[int]:
        """The numbers of the new packages that get an item, in order."""
        return sorted(set(self.chosen.values()))

    def parts(self) -> list[SplitPart]:
        """What to send, in the order of `used`."""
        return [
            SplitPart(items=self._items_of(number), shipping_method=self._method_of(number))
            for number in self.used
        ]

    @property
    def rows(self) -> list[Choice]:
        """One for each item of the package."""
        return [Choice(item, f"part-{item.number}", self.chosen.get(item.number, 0)) for item in self.items]

    @property
    def columns(self) -> list[tuple[int, forms.BoundField, list[str]]]:
        """The new packages that the page offers, each with its method's field and what is wrong with it."""
        return [(n, self[f"shipping_method-{n}"], self.part_errors.get(n, [])) for n in self.numbers]

    @property
    def may_add(self) -> bool:
        """Whether one more new package makes sense."""
        return len(self.numbers) < min(MOST_PARTS, len(self.items) - 1)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was filled in, for the confirmation page."""
        names = [name for name in self.data if name.startswith(("part-", "shipping_method-"))]
        return [("parts", str(len(self.numbers))), *((name, self.data[name]) for name in names)]

    def summary(self) -> list[tuple[str, tuple[Item, ...], str]]:
        """What will happen: each package's name, its items and its method's name."""
        staying = tuple(item for item in self.items if item.number not in self.chosen)
        new = []
        for n in self.used:
            leaving = tuple(item for item in self.items if item.number in self._items_of(n))
            new.append(
                (_("New package {number}").format(number=n), leaving, self.methods[self._method_of(n) or ""])
            )
        return [*new, (_("Stays in this package"), staying, "")]

    def take_element(self, index: int, fields: Mapping[str, Sequence[str]]) -> list[str]:
        """Beside the new package that this element of the list describes."""
        number = self.used[index] if index < len(self.used) else 0
        if number not in self.numbers:
            return super().take_element(index, fields)
        for name, texts in fields.items():
            if name == "shipping_method":
                self.add_error(f"shipping_method-{number}", list(texts))
            else:
                self.part_errors.setdefault(number, []).extend(texts)
        return []

    def _count(self, data: QueryDict) -> int:
        text = data.get("parts", "")
        count = int(text) if text.isdecimal() and len(text) < 3 else 1
        count = max(count + ("add_part" in data), *self.chosen.values(), 1)
        return max(1, min(count, MOST_PARTS, max(len(self.items) - 1, *self.chosen.values(), 1)))

    def _items_of(self, number: int) -> tuple[str, ...]:
        return tuple(item.number for item in self.items if self.chosen.get(item.number) == number)

    def _method_of(self, number: int) -> str | None:
        return self.cleaned_data.get(f"shipping_method-{number}") or None


def in_parts(data: QueryDict) -> QueryDict:
    """The simple way to fill in the form, converted to the other one."""
    if "items" not in data:
        return data
    data = data.copy()
    for item in data.pop("items"):
        data[f"part-{item}"] = "1"
    data["shipping_method-1"] = data.pop("shipping_method", [""])[-1]
    return data


def chosen_in(data: QueryDict) -> dict[str, int]:
    """Item number → new package (1 to 9), for the items that leave."""
    return {
        key.removeprefix("part-"): int(str(value))
        for key, value in data.items()
        if key.startswith("part-") and value in NUMBERS
    }
