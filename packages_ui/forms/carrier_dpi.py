"""The form for the resolution of a shipping company's labels."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from packages_ui.models import Printer

NO_NAME = _("Enter the name of the shipping company as it is on its packages.")
BY_ITSELF = _("As the label states")


class CarrierDpiForm(forms.Form):
    """The company, and the dpi its labels are made for; none: as each label states."""

    carrier = forms.CharField(
        max_length=200, label=_("Shipping company"), error_messages={"required": NO_NAME}
    )
    dpi = forms.TypedChoiceField(
        choices=[("", BY_ITSELF), *Printer.Dpi.choices],
        coerce=int,
        empty_value=None,
        required=False,
        label=_("Its labels are made for"),
    )

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        self.fields["carrier"].widget.attrs.update(
            {"class": "form-control", "autocomplete": "off", "list": "carriers-known"}
        )
        self.fields["dpi"].widget.attrs["class"] = "form-select"
