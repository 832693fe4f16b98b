"""The form of a printer. Its kind decides which fields matter; the others are emptied."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from packages_ui.models import PrintAgent, Printer
from packages_ui.printers.address import InvalidAddress, PrinterAddress, parse_ipp, parse_raw
from packages_ui.printers.reach import check_reachable_address

Kind = Printer.Kind
READERS = {Kind.IPP: parse_ipp, Kind.RAW: parse_raw}
LOOK_UP_SECONDS = 3
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
NO_ADDRESS = {
    Kind.IPP: _("Enter the address, for example ipp://192.0.2.7/ipp/print."),
    Kind.RAW: _("Enter the address, for example 192.0.2.7:9100."),
}
NO_FINGERPRINT = _("A fingerprint has 64 digits from 0 to f. Read it from the printer, or leave this empty.")
READ_FIRST = _("Read the counter from the printer first: press the button below.")
ON_WINDOWS = _("On Windows, pages print from the browser: choose it as the document printer.")
NO_QUEUE = _("Only a CUPS queue takes PDF pages. Choose a queue, or another language.")
NOT_OFFERED = _("Choose one of the options.")

TCP = "/tcp:"


def _found() -> Iterator[tuple[str, str]]:
    """Value and words of each printer that may be chosen."""
    for agent in PrintAgent.objects.filter(revoked_at=None, paired_at__isnull=False):
        for found in agent.found:
            yield f"{agent.pk}/{found['key']}"[:300], f"{agent.name}: {found['name']}"
        network = gettext("{pc}: a printer on its network, at the address below")
        yield f"{agent.pk}{TCP}", network.format(pc=agent.name)


class PrinterForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """`counted` is the address whose label counter was read: only then may `counts` be ticked."""

    found = forms.ChoiceField(required=False)
    agent = forms.ModelChoiceField(PrintAgent.objects.all(), required=False, widget=forms.HiddenInput)
    counted = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    class Meta:
        model = Printer
        fields = (
            "name",
            "kind",
            "address",
            "agent",
            "certificate",
            "width_mm",
            "height_mm",
            "dpi",
            "turn",
            "check_barcodes",
            "unread",
            "language",
            "counts",
        )
        labels = {
            "name": _("Name"),
            "address": _("Address"),
            "check_barcodes": _("Barcode check"),
            "width_mm": _("Width in mm"),
            "height_mm": _("Height in mm"),
            "dpi": _("Dots per inch"),
            "unread": _("Labels that cannot be checked"),
            "language": _("Label languages of the printer"),
        }
        error_messages = {
            "name": {
                "required": _("Enter a name."),
                "unique": _("There is already a printer with this name."),
            },
            "kind": {"required": _("Choose how it is connected."), "invalid_choice": NOT_OFFERED},
        }

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **options})
        self._offer_found()
        # before: cleaning writes the new values into the instance
        self.was_kind, self.was_address = self.instance.kind, self.instance.address
        self.was_counting = self.instance.counts
        certificate = self.fields["certificate"]
        if isinstance(certificate, forms.CharField):  # may have colons, as printers show it
            certificate.max_length = None
            certificate.validators = []
        for name in ("name", "address", "certificate", "width_mm", "height_mm"):
            attrs = {"class": "form-control", "autocomplete": "off", "spellcheck": "false"}
            self.fields[name].widget.attrs.update(attrs)
        self.fields["certificate"].widget.attrs.pop("maxlength", None)
        self.fields["unread"].required = False  # omitted, it stays as it was
        self.fields["language"].required = False
        for name in ("dpi", "check_barcodes", "unread", "language"):
            self.fields[name].widget.attrs["class"] = "form-select"

    @property
    def is_another(self) -> bool:
        """Whether an existing printer now points to another device. Only once the form is valid."""
        there = self.instance.pk is not None
        now = (self.cleaned_data["kind"], self.cleaned_data["address"])
        return there and now != (self.was_kind, self.was_address)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind is None:
            return cleaned
        address = self._clean_address(kind, cleaned)
        self._clean_certificate(address, cleaned)
        self._clean_counts(kind, cleaned)
        self._clean_language(kind, cleaned)
        return cleaned

    def _clean_address(self, kind: str, cleaned: dict[str, Any]) -> PrinterAddress | None:
        cleaned["agent"] = None
        if kind == Kind.AGENT:
            self._clean_found(cleaned)
            return None
        if kind not in READERS:
            cleaned["address"] = ""
            self.errors.pop("address", None)
            return None
        text = (cleaned.get("address") or "").strip()
        if not text:
            if "address" not in self.errors:
                self.add_error("address", NO_ADDRESS[Kind(kind)])
            return None
        try:
            address = READERS[Kind(kind)](text)
            check_reachable_address(
                address.host, allow_local=settings.PRINTERS_ON_THIS_MACHINE, seconds=LOOK_UP_SECONDS
            )
        except InvalidAddress as error:
            self.add_error("address", str(error))
            return None
        cleaned["address"] = address.text
        return address

    def _offer_found(self) -> None:
        """What the agents see, what this one is, and for each PC a printer on its own network."""
        field, here = self.fields["found"], self.instance.address
        offered = dict(_found()) | (
            {here: here} if self.instance.kind == Kind.AGENT and TCP not in here else {}
        )
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose…")), *offered.items()]
        field.label = _("Printer of a PC")
        field.widget.attrs["class"] = "form-select"
        if self.instance.kind == Kind.AGENT and "found" not in self.initial:
            before, tcp, rest = here.partition(TCP)
            self.initial = {**self.initial, "found": f"{before}{tcp}", "address": rest}

    def _clean_found(self, cleaned: dict[str, Any]) -> None:
        """The printer that was chosen, with its PC."""
        chosen = cleaned.get("found") or ""
        self.errors.pop("address", None)
        pk = chosen.partition("/")[0]
        agent = PrintAgent.objects.filter(pk=int(pk), revoked_at=None).first() if pk.isdecimal() else None
        if agent is None:
            if "found" not in self.errors:
                self.add_error("found", _("Choose a printer. A PC that is missing has to be paired first."))
            return
        typed = (cleaned.get("address") or "").strip()
        cleaned.update(agent=agent, address=chosen)
        if chosen.endswith(TCP):
            try:
                cleaned["address"] = f"{chosen}{parse_raw(typed).text}"
            except InvalidAddress as error:
                self.add_error("address", str(error))

    def _clean_certificate(self, address: PrinterAddress | None, cleaned: dict[str, Any]) -> None:
        """A connection without TLS has none."""
        if address is None or address.scheme != "ipps":
            cleaned["certificate"] = ""
            return
        text = re.sub(r"[:\s]", "", cleaned.get("certificate") or "").lower().removeprefix("sha256")
        if text and not FINGERPRINT.fullmatch(text):
            self.add_error("certificate", ValidationError(NO_FINGERPRINT))
        cleaned["certificate"] = text

    def _clean_language(self, kind: str, cleaned: dict[str, Any]) -> None:
        """PDF is for a queue of CUPS on a PC with the agent."""
        if cleaned.get("language") != Printer.Language.PAGES:
            return
        agent = cleaned.get("agent")
        if kind != Kind.AGENT:
            cleaned["language"] = Printer.Language.ZPL
        elif agent and agent.system.startswith("Windows"):
            self.add_error("language", ON_WINDOWS)
        elif "/queue:" not in (cleaned.get("address") or ""):
            self.add_error("language", NO_QUEUE)

    def _clean_counts(self, kind: str, cleaned: dict[str, Any]) -> None:
        """The counter was read from this very printer, not from an earlier one."""
        if kind not in (Kind.RAW, Kind.AGENT):
            cleaned["counts"] = False
        if not cleaned.get("counts"):
            return
        here = cleaned.get("address")
        still = self.was_counting and (kind, here) == (self.was_kind, self.was_address)
        if not still and cleaned.get("counted") != here:
            self.add_error("counts", READ_FIRST)
