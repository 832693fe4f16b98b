"""Packing: one package at one station, its units, and every scan made there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy, pgettext_lazy

from packages_ui.models.batch import LabelBatch
from packages_ui.models.printer import Station

USER = settings.AUTH_USER_MODEL


class Packing(models.Model):
    """One package being packed, by one packer at a time: open → packed; parked (set aside) and dropped (given
    up) on the way.

    It is its packer's until `touched_at` is older than PACK_IDLE_MINUTES. `seen_at` is the `updated_at` that
    Seller Center gave when it was opened. `notes` are pairs of a kind (services.packing.opening.NOTES) and
    the customer's text; they are emptied in the end. `block` is what the packer has to acknowledge
    (services.packing.results.ScanResult.block). `batch` prints its cargo label. `waybill_number` and
    `tracking_number` are those typed or scanned here. `marked` is the position of the unit to count by hand
    next. `no_label_because` is why a lead packed it without a label: a stored Message, or the lead's words;
    `no_invoice_because` the same for its invoice.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("state", "Open")
        PARKED = "parked", gettext_lazy("Parked")
        PACKED = "packed", gettext_lazy("Packed")
        DROPPED = "dropped", gettext_lazy("Dropped")

    LIVE = (State.OPEN, State.PARKED)

    package_number = models.CharField(max_length=64, db_index=True)
    order_number = models.CharField(max_length=64, blank=True)
    carrier = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="packings")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    is_manual = models.BooleanField(default=False)
    notes = models.JSONField(default=list, blank=True)
    notes_confirmed_at = models.DateTimeField(null=True, blank=True)
    block = models.JSONField(default=dict, blank=True)
    waybill_number = models.CharField(max_length=64, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    batch = models.OneToOneField(
        LabelBatch, null=True, blank=True, on_delete=models.SET_NULL, related_name="packing"
    )
    marked = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    units_done_at = models.DateTimeField(null=True, blank=True)
    read_back_at = models.DateTimeField(null=True, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    no_label_because = models.CharField(max_length=200, blank=True, default="", db_default="")
    no_invoice_because = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package_number"],
                condition=Q(state__in=("open", "parked")),
                name="one_live_packing_per_package",
            ),
            models.UniqueConstraint(
                fields=["user", "station"],
                condition=Q(state="open"),
                name="one_open_packing_per_desk",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "station"], condition=Q(state="open"), name="packing_open"),
            # not partial: SQLite proves no list of states
            models.Index(fields=["state", "touched_at"], name="packing_by_state"),
            models.Index(fields=["station", "state"], name="packing_at_station"),
            models.Index(
                fields=["station", "packed_at"], condition=Q(state="packed"), name="packing_done_at"
            ),
            models.Index(fields=["user", "packed_at"], condition=Q(state="packed"), name="packing_packed"),
        ]
        permissions = [
            ("pack_packages", "Can pack packages"),
            ("view_packers", "Can see the figures of every packer"),
            ("take_over_packing", "Can take over what another packer has open"),
            ("pack_without_label", "Can pack a package without a label"),
            ("pack_without_invoice", "Can pack a package without the invoice that it needs"),
            ("teach_barcode", "Can say which product a barcode belongs to"),
            ("hand_over", "Can hand parcels over to a shipping company"),
        ]

    def __str__(self) -> str:
        return f"{self.package_number}: {self.state}"


class PackingUnit(models.Model):
    """One unit to be put into the box. `number` is its item's (PKG102)."""

    class How(models.TextChoices):
        SCAN = "scan", gettext_lazy("scanned")
        HAND = "hand", gettext_lazy("confirmed by hand")

    packing = models.ForeignKey(Packing, on_delete=models.CASCADE, related_name="units")
    number = models.CharField(max_length=64)
    product = models.CharField(max_length=200, blank=True)
    has_reservation = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=4, choices=How.choices, blank=True)

    class Meta:
        ordering = ["packing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["packing", "number"], name="one_packing_unit_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.product}"


class Scan(models.Model):
    """What was scanned or pressed at a station. `key` is made by the page: a resend counts once. `clock` is
    the page's clock in milliseconds; `outcome` a ScanOutcome of services.packing."""

    key = models.CharField(max_length=64, unique=True)
    text = models.CharField(max_length=200)
    user = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    packing = models.ForeignKey(
        Packing, null=True, blank=True, on_delete=models.CASCADE, related_name="scans"
    )
    clock = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=24, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.text}: {self.outcome}"
