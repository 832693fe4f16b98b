"""Why a package must not leave: a lead holds it, or its customer cancels it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PackageStop(models.Model):
    """While there is a row, the package neither prints nor packs nor goes to the carrier.

    A HOLD is a person's, with a reason. A CANCEL is an open claim of Seller Center: `claim` is its number
    there and `item` the item's. `number` is empty while nobody knows which package the item is in;
    `seen_at` is when the claim was read last.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", _("On hold")
        CANCEL = "cancel", _("Cancelled by the customer")

    number = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    because = models.CharField(max_length=200, blank=True)
    claim = models.CharField(max_length=64, blank=True)
    item = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["number", "kind", "claim", "item"], name="one_stop_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"
