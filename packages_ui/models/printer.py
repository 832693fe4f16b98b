"""A printer, and the station that prints on it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from packages_ui.models.message_field import MessageField

SIDE = (MinValueValidator(20), MaxValueValidator(450))


class Printer(models.Model):
    """`address` is `ipp://host:631/path`, `ipps://…`, or `host:9100` for a raw one; empty for a browser.
    One behind `agent` has the agent's id and the agent's own name for it: `7/usb:52J1234`,
    `7/tcp:192.0.2.7:9100`.

    `width_mm` × `height_mm` is the paper as it leaves the printer, `turn` how far a label is turned on it
    (degrees, clockwise). `certificate` is the SHA-256 of an ipps printer's own certificate. `answers`: a raw
    printer has answered a status request before, so its silence means something. `counts`: it reports how
    many labels it has printed, and nothing but this project prints on it. `current` is the batch it is in the
    middle of. `trouble` is what it last reported; empty when all is well. `away_at`: it was offline then, and
    labels sent before that are not confirmed yet. `quiet_since`: it has been idle since then, although its
    counter is behind. `handed` counts the labels that were started for it, those that it refused too:
    services/printing/journal.py compares it with the journals.
    `proved_at`: when someone last scanned a pairing slip that it had printed.
    """

    class Kind(models.TextChoices):
        IPP = "ipp", _("IPP printer or CUPS queue")
        RAW = "raw", _("ZPL printer (network, port 9100)")
        AGENT = "agent", _("Printer of a PC (print agent)")
        BROWSER = "browser", _("This computer's own printer")

    class Check(models.TextChoices):
        ASK = "ask", _("Ask before printing")
        WARN = "warn", _("Print and warn")
        OFF = "off", _("Off")

    class Unread(models.TextChoices):
        """What happens to ZPL that cannot be drawn here, so that its barcodes cannot be checked."""

        SEND = "send", _("Print and mention it")
        ASK = "ask", _("Ask before printing")
        REFUSE = "refuse", _("Do not print")

    class Language(models.TextChoices):
        """What a raw printer understands, by the names of labels/media.Language."""

        ZPL = "zpl", "ZPL"
        BOTH = "both", _("ZPL and EPL")
        EPL = "epl", _("EPL only")
        PAGES = "pdf", _("PDF pages (a CUPS queue of a PC)")

    class Dpi(models.IntegerChoices):
        DPI_203 = 203, "203 dpi"
        DPI_300 = 300, "300 dpi"
        DPI_600 = 600, "600 dpi"

    class Turn(models.IntegerChoices):
        NONE = 0, _("No rotation")
        RIGHT = 90, _("90° right")
        HALF = 180, _("180°")
        LEFT = 270, _("90° left")

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.CharField(max_length=300, blank=True)
    agent = models.ForeignKey(
        "PrintAgent", null=True, blank=True, on_delete=models.PROTECT, related_name="printers"
    )
    certificate = models.CharField(max_length=64, blank=True)
    width_mm = models.PositiveSmallIntegerField(default=100, validators=SIDE)
    height_mm = models.PositiveSmallIntegerField(default=150, validators=SIDE)
    dpi = models.PositiveSmallIntegerField(choices=Dpi.choices, default=Dpi.DPI_203)
    turn = models.PositiveSmallIntegerField(choices=Turn.choices, default=Turn.NONE)
    check_barcodes = models.CharField(max_length=4, choices=Check.choices, default=Check.ASK)
    unread = models.CharField(
        max_length=6, choices=Unread.choices, default=Unread.SEND, db_default=Unread.SEND
    )
    language = models.CharField(
        max_length=4, choices=Language.choices, default=Language.ZPL, db_default=Language.ZPL
    )
    answers = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)
    current = models.ForeignKey(
        "LabelBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handed = models.PositiveBigIntegerField(default=0, db_default=0)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = MessageField(blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    trouble = MessageField(blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    away_at = models.DateTimeField(null=True, blank=True)
    quiet_since = models.DateTimeField(null=True, blank=True)
    pairing_code = models.CharField(max_length=16, blank=True, db_index=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def speaks_zpl(self) -> bool:
        """Whether labels go to it as bytes, and its status is requested in ZPL."""
        return self.kind in (self.Kind.RAW, self.Kind.AGENT)

    @property
    def takes_pages(self) -> bool:
        """Whether the agent gives it PDF: a laser printer, behind a queue of CUPS on the PC."""
        return self.kind == self.Kind.AGENT and self.language == self.Language.PAGES

    @property
    def is_fed(self) -> bool:
        """Whether a worker sends labels to it. For a browser's printer, the browser fetches them."""
        return self.kind != self.Kind.BROWSER

    def note(self, **seen: object) -> None:
        """Save what was seen of the device at this address, unless the printer was given another one
        meanwhile."""
        same = Printer.objects.filter(pk=self.pk, kind=self.kind, address=self.address)
        same.update(**seen)
        for name, value in seen.items():
            setattr(self, name, value)


class Station(models.Model):
    """A packing desk, with the printers for its labels and its documents. `invoices`: whether the last item
    of a package prints its invoice there too; where it is NEEDED, a package without one is not packed."""

    class Invoices(models.TextChoices):
        NEVER = "", _("Do not print")
        ANY = "any", _("Print when there is one")
        NEEDED = "needed", _("Print always")

    name = models.CharField(max_length=60, unique=True)
    label_printer = models.ForeignKey(Printer, on_delete=models.PROTECT, related_name="stations")
    document_printer = models.ForeignKey(
        Printer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    invoices = models.CharField(
        max_length=6, choices=Invoices.choices, blank=True, default=Invoices.NEVER, db_default=""
    )

    class Meta:
        ordering = ["name"]
        permissions = [("manage_stations", "Can add and change stations and printers")]

    def __str__(self) -> str:
        return self.name
