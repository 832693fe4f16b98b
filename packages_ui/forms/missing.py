"""What to do about missing units: of one package, or of all that need the same product."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from packages_ui.forms.act import ActForm, offer
from packages_ui.services.packing.missing_text import Way

NO_WAY = gettext_lazy("Choose what to do first: press its number.")
NO_REASON = gettext_lazy("Choose a reason for the rejection.")
LONGEST_NUMBER = 64


class WayField(forms.ChoiceField):
    """One of the ways that the page offers."""

    def __init__(self, ways: Iterable[Way]) -> None:
        errors = {"required": NO_WAY, "invalid_choice": NO_WAY}
        super().__init__(choices=[(way.value, way.value) for way in ways], error_messages=errors)


class ReasonedForm(forms.Form):
    """`reason` is one of the list; else `own_reason`, in the person's own words. Cleaned, it is either."""

    reason = forms.CharField(required=False, max_length=200)
    own_reason = forms.CharField(required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["reason"] = cleaned.get("reason") or cleaned.get("own_reason") or ""
        if cleaned.get("way") == Way.REJECT and not cleaned["reason"]:
            self.add_error("own_reason", NO_REASON)
        return cleaned


class MissingForm(ReasonedForm, ActForm):
    """`missing` (repeated) are item numbers of the open package."""

    way = WayField(Way)
    missing = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Item %(value)s is no longer in the package.")},
    )

    def __init__(self, data: QueryDict, *, numbers: Sequence[str]) -> None:
        super().__init__(data)
        offer(self, "missing", [(number, number) for number in numbers])

    @property
    def seen(self) -> datetime | None:
        """What the person saw. Only once the form is valid."""
        seen: datetime | None = self.cleaned_data["updated_at"]
        return seen


class NumbersField(forms.MultipleChoiceField):
    """Package numbers, whatever they are: the service reports what it did not find."""

    def valid_value(self, value: str) -> bool:
        return 0 < len(value) <= LONGEST_NUMBER and value.isprintable()


class ShortageForm(ReasonedForm):
    """`packages` (repeated) are the packages that are dealt with."""

    way = WayField((Way.REJECT, Way.RELEASE))
    packages = NumbersField(
        error_messages={
            "required": gettext_lazy("Tick at least one package."),
            "invalid_choice": gettext_lazy("%(value)s is not a package number."),
        }
    )


def texts_of(form: forms.Form) -> tuple[str, ...]:
    """All that is wrong with it, in sentences."""
    return tuple(str(text) for texts in form.errors.values() for text in texts)
