"""The form that updates a package: one click to the next status, or every field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.act import ActForm, offer, saw
from packages_ui.forms.moment import MomentField
from packages_ui.seller_center.types import Package, PackageChanges, PackageStatus
from packages_ui.services.barcodes.codes import bare_code, is_address
from packages_ui.services.packages.rows import STATUS_NAMES, status_name

BY_HAND = ("waybill_number", "tracking_number")
NEEDED = {PackageStatus.SHIPPED: ("shipment_date",), PackageStatus.DELIVERED: ("delivery_date",)}
NOT_WEB = gettext_lazy("Enter a link that begins with http:// or https://.")
NO_ADDRESS = gettext_lazy("This is a link, not a number. Scan the barcode or type the number below it.")
NO_CHANGE = gettext_lazy("No field was changed, so nothing was sent.")
NO_NUMBER = gettext_lazy("This carrier has no integration: enter the waybill or tracking number first.")


class WebField(forms.URLField):
    """An http or https address."""

    default_validators = [URLValidator(schemes=["http", "https"], message=NOT_WEB)]

    def __init__(self, **options: Any) -> None:
        wrong = {"invalid": NOT_WEB}
        super().__init__(
            required=False, max_length=2000, assume_scheme="https", error_messages=wrong, **options
        )
        self.widget.attrs.update({"inputmode": "url", "class": "form-control"})


class TextField(forms.CharField):
    """One line of text, as PKG103 takes it."""

    def __init__(self, **options: Any) -> None:
        attrs = {"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(required=False, max_length=255, widget=forms.TextInput(attrs), **options)


class ScannedField(TextField):
    """A number that is typed or scanned, without the prefix that a scanner adds."""

    def to_python(self, value: Any) -> str:
        number = bare_code(str(super().to_python(value)))
        if is_address(number):
            raise ValidationError(NO_ADDRESS)
        return number


class LocalField(MomentField):
    """A date and time in the warehouse's zone, to the minute; aware once cleaned."""

    def __init__(self, **options: Any) -> None:
        attrs = {"type": "datetime-local", "class": "form-control"}
        widget = forms.DateTimeInput(attrs, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, **options)


class UpdateForm(ActForm):
    """PKG103. A field counts as changed when it differs from `initial-<field>`, which the page carries
    hidden, or, where that is absent, from the package that the person saw; one that is not posted is not
    changed. With `only` (a status) it is a one-click action: that status and the fields it needs.
    """

    status = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=gettext_lazy("Status"),
        widget=forms.Select({"class": "form-select"}),
    )
    waybill_number = ScannedField(label=gettext_lazy("Waybill number"))
    tracking_number = ScannedField(label=gettext_lazy("Tracking number"))
    tracking_url = WebField(label=gettext_lazy("Tracking link"))
    shipping_company = TextField(label=gettext_lazy("Shipping company"))
    shipment_date = LocalField(label=gettext_lazy("Shipped at"))
    delivery_date = LocalField(label=gettext_lazy("Delivered at"))
    invoice_date = LocalField(label=gettext_lazy("Invoiced at"))
    invoice_number = TextField(label=gettext_lazy("Invoice number"))
    invoice_url = WebField(label=gettext_lazy("Invoice link"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, package: Package, only: PackageStatus | None = None
    ) -> None:
        self.package, self.only, self.was = package, only, values_of(package)
        offered = dict.fromkeys(NEEDED.get(only, ()) if only else (), timezone.now())
        given = {name: self.was[name] or offered.get(name) for name in self.was}
        super().__init__(data, initial={**given, **({"status": only} if only else {}), **saw(package)})
        offer(self, "status", status_choices(package.status))
        for name in self.needed:
            self.fields[name].widget.attrs["required"] = name not in BY_HAND

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields that the one-click action requires."""
        if self.only == PackageStatus.READY_TO_SHIP and self.package.is_requires_manual_entry:
            return BY_HAND
        return NEEDED.get(self.only, ()) if self.only else ()

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields of the page, in order; of a one-click action only those it needs."""
        return [self[name] for name in (self.needed if self.only else self.was)]

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """`initial-<field>` and its value, for every field."""
        return [(f"initial-{name}", self._was(name)) for name in self.was]

    @property
    def changed(self) -> tuple[str, ...]:
        """What the person changed."""
        return tuple(name for name in self.was if self._is_changed(name))

    def clean(self) -> dict[str, Any]:
        """Only changed fields are validated: values from Seller Center are not the person's mistake."""
        for name in self.was.keys() - set(self.changed):
            self.errors.pop(name, None)
        cleaned = self.cleaned_data
        if not self.errors:
            self._demand_needed(cleaned)
        if not self.errors and not self.changed:
            raise ValidationError(NO_CHANGE)
        return cleaned

    def changes(self) -> PackageChanges:
        """What to send; an emptied date is null, an emptied text is empty."""
        return PackageChanges(**{name: as_utc(self.cleaned_data[name]) for name in self.changed})

    def _demand_needed(self, cleaned: dict[str, Any]) -> None:
        for name in () if self.needed == BY_HAND else self.needed:
            if not cleaned.get(name):
                self.add_error(name, _("This is required."))
        ready = cleaned.get("status") == PackageStatus.READY_TO_SHIP and "status" in self.changed
        numbers = (cleaned.get(name) or (name not in self.data and self.was[name]) for name in BY_HAND)
        if ready and self.package.is_requires_manual_entry and not any(numbers):
            self.add_error("waybill_number", NO_NUMBER)

    def _was(self, name: str) -> str:
        return str(self.data.get(f"initial-{name}", as_text(self.was[name])))

    def _is_changed(self, name: str) -> bool:
        if name not in self.data:
            return False
        field = self.fields[name]
        try:
            was = field.to_python(self._was(name))
        except ValidationError:
            was = self._was(name)
        return field.has_changed(was, str(self.data[name]).strip())


def status_choices(now: int | None) -> list[tuple[str, str]]:
    """The document's statuses, and the present one where it is another."""
    known = {"" if now is None else str(now): str(status_name(now))}
    return [
        *({} if now in STATUS_NAMES else known).items(),
        *((str(n), str(name)) for n, name in STATUS_NAMES.items()),
    ]


def values_of(package: Package) -> dict[str, Any]:
    """The package in PKG103's terms: there a company is a text."""
    company = package.shipping_company
    return {
        "status": package.status,
        "waybill_number": package.waybill_number,
        "tracking_number": package.tracking_number,
        "tracking_url": package.tracking_url,
        "shipping_company": company.name if company else None,
        "shipment_date": package.shipment_date,
        "delivery_date": package.delivery_date,
        "invoice_date": package.invoice_date,
        "invoice_number": package.invoice_number,
        "invoice_url": package.invoice_url,
    }


def as_text(value: Any) -> str:
    """As the page carries it: dates in the warehouse's zone, to the minute."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else str(value)


def as_utc(value: Any) -> Any:
    """Dates in UTC, anything else as it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value
