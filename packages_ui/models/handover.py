"""Handover: packages given to the driver of one shipping company."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from packages_ui.messages.handover import carrier_shown
from packages_ui.models.document import Document
from packages_ui.models.printer import Station


class Handover(models.Model):
    """The boxes for one shipping company, scanned one by one: open → closed, when their packages become
    Shipped.

    `carrier` is the company's name as Seller Center gives it. `closed_at` is the shipment date of them all.
    `list` is the document that the driver signs. `behind` are the numbers of the first packages of the
    company that were on no list when it was closed, `behind_count` how many there were; None before that was
    counted.
    """

    carrier = models.CharField(max_length=200)
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    behind = models.JSONField(default=list, db_default=[], blank=True)
    behind_count = models.PositiveIntegerField(null=True)
    list = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["carrier"], condition=Q(closed_at=None), name="one_open_handover_per_carrier"
            )
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.opened_at:%d.%m.%Y}"

    @property
    def carrier_shown(self) -> str:
        """In the reader's language, where there is no company."""
        return str(carrier_shown(self.carrier))


class HandoverBox(models.Model):
    """One box of a handover; removing it deletes the row."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="boxes")
    package_number = models.CharField(max_length=64, db_index=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    scanned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["handover", "id"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "package_number"], name="one_box_per_handover")
        ]

    def __str__(self) -> str:
        return self.package_number
