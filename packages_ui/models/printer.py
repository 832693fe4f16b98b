"""A printer, and the desk that it stands at."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

SIDE = (MinValueValidator(20), MaxValueValidator(450))


class Printer(models.Model):
    """`address` is `ipp://host:631/path`, `ipps://…`, or `host:9100` for a raw one; empty for a browser.

    `width_mm` × `height_mm` is the paper as it leaves the printer, `turn` how far a label is turned on it
    (degrees, clockwise). `certificate` is the SHA-256 of an ipps printer's own certificate. `answers`: a raw
    printer has answered a question before, so its silence means something. `counts`: it tells how many labels
    it has printed, and nobody but us prints on it. `current` is the batch it is in the middle of. `trouble`
    is what it said of itself when it was last asked. `away_at`: it was not to be reached then, and what it
    had been given before is not settled yet. `quiet_since`: it has had nothing to do since then, although
    it has not counted all that it was given. `handed` counts the labels that were begun for it, those that it
    did not take too: services/printing/journal.py holds it against what the journals know.
    `proved_at`: when somebody last scanned a slip that came out of it.
    """

    class Kind(models.TextChoices):
        IPP = "ipp", "IPP printer or CUPS queue"
        RAW = "raw", "ZPL printer on a raw port"
        BROWSER = "browser", "The browser's own printer"

    class Check(models.TextChoices):
        ASK = "ask", "Ask before it is printed"
        WARN = "warn", "Print it and warn"
        OFF = "off", "Do not look"

    class Unread(models.TextChoices):
        """What is done with ZPL that could not be drawn here, so that its barcodes were not read."""

        SEND = "send", "Print it and say so"
        ASK = "ask", "Ask before it is printed"
        REFUSE = "refuse", "Do not print it"

    class Language(models.TextChoices):
        """What a raw printer understands, by the names of labels/media.Language."""

        ZPL = "zpl", "ZPL"
        BOTH = "both", "ZPL and EPL"
        EPL = "epl", "EPL only"

    class Dpi(models.IntegerChoices):
        DPI_203 = 203, "203 dpi"
        DPI_300 = 300, "300 dpi"
        DPI_600 = 600, "600 dpi"

    class Turn(models.IntegerChoices):
        NONE = 0, "Not turned"
        RIGHT = 90, "A quarter to the right"
        HALF = 180, "Upside down"
        LEFT = 270, "A quarter to the left"

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.CharField(max_length=300, blank=True)
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
    paused_because = models.CharField(max_length=300, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
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
    def is_fed(self) -> bool:
        """Whether a worker sends labels to it; a browser fetches them itself."""
        return self.kind != self.Kind.BROWSER


class Station(models.Model):
    """A desk where parcels are packed: where its labels and its documents are printed."""

    name = models.CharField(max_length=60, unique=True)
    label_printer = models.ForeignKey(Printer, on_delete=models.PROTECT, related_name="stations")
    document_printer = models.ForeignKey(
        Printer, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        permissions = [("manage_stations", "Can add and change stations and printers")]

    def __str__(self) -> str:
        return self.name
