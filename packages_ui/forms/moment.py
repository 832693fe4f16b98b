"""Dates and times that people send, within years that every time zone can represent."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

FIRST_YEAR, LAST_YEAR = 1990, 2199
WRONG_YEAR = gettext_lazy("The year must be from 1990 to 2199.")


class MomentField(forms.DateTimeField):
    """Without a zone it is the warehouse's time; aware once cleaned."""

    default_error_messages = {
        "invalid": gettext_lazy("Enter a date and time, for instance 2026-05-22 14:19.")
    }

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except OverflowError:  # its zone leads out of the calendar
            raise ValidationError(WRONG_YEAR) from None
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(WRONG_YEAR)
        return moment
