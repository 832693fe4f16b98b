"""What desks packed from before they had the copy (stored_package.py). Nothing reads or writes it any more;
the release before may, while it is replaced. It is emptied at night, and dropped a release later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from packages_ui.models.label import Label
from packages_ui.models.message_field import MessageField


class Shelved(models.Model):
    """One package in Preparing with its items, as Seller Center returned them at `read_at`.

    `reading` is JSON of the package (PKG101) and its items (PKG102). It holds an address and notes: the row
    goes when the package leaves Preparing. `updated_at` is Seller Center's own. `label` was prefetched;
    `label_problem` is why it could not be, and `label_at` when it was last requested.
    """

    number = models.CharField(max_length=64, unique=True)
    order_number = models.CharField(max_length=64, blank=True)
    carrier = models.CharField(max_length=200, blank=True)
    reading = models.TextField()
    updated_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(db_index=True)
    label = models.ForeignKey(Label, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    label_at = models.DateTimeField(null=True, blank=True)
    label_problem = MessageField(blank=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number


class ShelvedItem(models.Model):
    """One unit of a shelved package. `code` is its product's code as scans are compared: capitals, digits."""

    shelved = models.ForeignKey(Shelved, on_delete=models.CASCADE, related_name="items")
    number = models.CharField(max_length=64)
    product = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=200, blank=True, db_index=True)
    has_reservation = models.BooleanField(default=False)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["shelved", "position"]
        constraints = [
            models.UniqueConstraint(fields=["shelved", "number"], name="one_shelved_item_per_number")
        ]

    def __str__(self) -> str:
        return self.number


class ShelvedCode(models.Model):
    """A number by which a shelved package is found: capitals and digits only, as scans are compared."""

    class Kind(models.TextChoices):
        PACKAGE = "package", _("package number")
        ORDER = "order", _("order number")
        WAYBILL = "waybill", _("waybill number")
        TRACKING = "tracking", _("tracking number")

    shelved = models.ForeignKey(Shelved, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)

    class Meta:
        ordering = ["shelved", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
