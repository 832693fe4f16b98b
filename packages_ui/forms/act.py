"""Forms of the actions on one package. Fields have the API's names; `updated_at` is what the person saw."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.moment import FIRST_YEAR, LAST_YEAR
from packages_ui.models.choice import reason_label
from packages_ui.seller_center.errors import Refused
from packages_ui.seller_center.types import Item, Package, ShippingMethod
from packages_ui.services.packages.sorting import sort_key

OLD_PAGE = gettext_lazy("This page is too old. Nothing was sent; reload it and try again.")
NO_ITEMS = gettext_lazy("Tick at least one item.")
NO_METHOD = gettext_lazy("Choose a shipping method.")


class ActForm(forms.Form):
    """Carries `updated_at`, the ISO text of what the person saw; empty where the package has none."""

    updated_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)

    def clean_updated_at(self) -> datetime | None:
        """Aware; None only of a package that has none, as a change since could not be seen."""
        sent = self.cleaned_data["updated_at"]
        try:
            seen = seen_at(sent)
        except ValueError:
            raise ValidationError(OLD_PAGE) from None
        if seen is None and self.get_initial_for_field(self.fields["updated_at"], "updated_at"):
            raise ValidationError(OLD_PAGE)
        return seen

    def take(self, refused: Refused) -> tuple[str, ...]:
        """Put Seller Center's reasons beside their fields; returns those without a field here."""
        rest = list(map(str, refused.messages))
        for name, texts in refused.fields.items():
            rest += self.take_field(name, texts)
        for index, fields in refused.elements.items():
            rest += self.take_element(index, fields)
        return tuple(rest)

    def take_field(self, name: str, texts: Sequence[str]) -> list[str]:
        """Beside the field if the page shows it, else returned with the field's name."""
        if name in self.fields and name != "updated_at":
            self.add_error(name, list(texts))
            return []
        return [f"{name}: {text}" for text in texts]

    def take_element(self, index: int, fields: Mapping[str, Sequence[str]]) -> list[str]:
        """What concerns one element of a list that was sent; `index` counts from 0."""
        return [
            _("New package {number}: {reason}").format(number=index + 1, reason=text)
            for texts in fields.values()
            for text in texts
        ]


class RejectForm(ActForm):
    """PKG107: `items` (repeated) and `reason`, one of the list or any text."""

    items = forms.MultipleChoiceField(error_messages={"required": NO_ITEMS})
    reason = forms.CharField(
        max_length=500, error_messages={"required": gettext_lazy("Say why the items are rejected.")}
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        package: Package,
        items: Sequence[Item],
        reasons: Sequence[str],
    ) -> None:
        super().__init__(data, initial=saw(package))
        offer(self, "items", [(item.number, item.number) for item in items])
        self.fields["items"].error_messages["invalid_choice"] = _(
            "Item %(value)s is no longer in the package."
        )
        self.reasons = [(reason, reason_label(reason)) for reason in reasons]
        self.offered = items
        attrs = {"class": "form-control", "list": "reasons", "autocomplete": "off"}
        self.fields["reason"].widget.attrs.update(attrs)

    @property
    def ticked(self) -> frozenset[str]:
        """The item numbers that were posted."""
        return frozenset(self.data.getlist("items") if isinstance(self.data, QueryDict) else ())

    @property
    def reason_shown(self) -> str:
        """The reason that was entered, as the page offers it."""
        return reason_label(self.cleaned_data["reason"])

    @property
    def leaving(self) -> list[Item]:
        """The items that were posted, in the package's order."""
        return [item for item in self.offered if item.number in self.ticked]

    @property
    def all_go(self) -> bool:
        """Whether nothing would be left, so that the package disappears."""
        return len(self.leaving) == len(self.offered)


class ShippingMethodForm(ActForm):
    """PKG105: `shipping_method` is a method's UUID; people see names."""

    shipping_method = forms.ChoiceField(
        error_messages={"required": NO_METHOD, "invalid_choice": NO_METHOD}, widget=forms.RadioSelect
    )

    def __init__(
        self, data: QueryDict | None = None, *, package: Package, methods: Sequence[ShippingMethod]
    ) -> None:
        super().__init__(data, initial=saw(package))
        offer(self, "shipping_method", method_choices(methods))
        self.current = package.shipping_method or ""


class ReleaseForm(ActForm):
    """PKG108: nothing but the confirmation; the item is in the address."""


def seen_at(text: str) -> datetime | None:
    """The moment in `updated_at`. Raises ValueError where it is not a date with a zone and a likely year."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a date needs a zone and a likely year")
    return moment


def saw(package: Package) -> dict[str, str]:
    """The hidden `updated_at` of a form about this snapshot of a package."""
    return {"updated_at": package.updated_at.isoformat() if package.updated_at else ""}


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """What a choice field of this form offers."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def method_choices(methods: Sequence[ShippingMethod]) -> list[tuple[str, str]]:
    """UUID and name, by name."""
    named = [(method.id, method.name or _("Method {id}").format(id=method.id[:8])) for method in methods]
    return sorted(named, key=lambda choice: sort_key(choice[1]))


def with_posted(methods: Sequence[ShippingMethod], data: QueryDict) -> Sequence[ShippingMethod]:
    """`methods`; where they could not be read, those that the form itself names, so that they are kept."""
    named = [str(data[name]) for name in data if name.startswith("shipping_method")]
    return methods or [ShippingMethod(id=uuid) for uuid in named if uuid]
