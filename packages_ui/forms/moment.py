"""Dates and times that people send, within years that can be reckoned with in every time zone."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1990, 2199
WRONG_YEAR = f"The year must be from {FIRST_YEAR} to {LAST_YEAR}."


class MomentField(forms.DateTimeField):
    """Without a zone it is the warehouse's time; aware once cleaned."""

    default_error_messages = {"invalid": "This is not a date and time, for instance 2026-05-22 14:19."}

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except OverflowError:  # its zone leads out of the calendar
            raise ValidationError(WRONG_YEAR) from None
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise ValidationError(WRONG_YEAR)
        return moment
