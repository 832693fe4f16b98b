"""Status changes that wait for Seller Center: packages that were packed or handed over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from packages_ui.models.handover import Handover
from packages_ui.models.message_field import MessageField
from packages_ui.models.packing import Packing


class StatusChange(models.Model):
    """One package that is to become Ready to Ship or Shipped (PKG103): wanted → sending → sent; or conflict,
    which a person decides, or withdrawn.

    `items` are the numbers of the items that were packed: with others the package has changed, and it is a
    conflict. Empty numbers and dates are not sent. It waits until `due_at` after Seller Center was away.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("Waiting for Seller Center")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        CONFLICT = "conflict", _("Conflict")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    WAITING = (State.WANTED, State.SENDING)

    package_number = models.CharField(max_length=64, db_index=True)
    status = models.PositiveSmallIntegerField()
    waybill_number = models.CharField(max_length=64, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    shipment_date = models.DateTimeField(null=True, blank=True)
    items = models.JSONField(default=list, blank=True)
    packing = models.ForeignKey(
        Packing, null=True, blank=True, on_delete=models.SET_NULL, related_name="status_changes"
    )
    handover = models.ForeignKey(
        Handover, null=True, blank=True, on_delete=models.SET_NULL, related_name="status_changes"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WANTED)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sentence = MessageField(blank=True)
    wanted_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["package_number", "status"],
                condition=Q(state__in=("wanted", "sending", "conflict")),
                name="one_live_status_change_per_package",
            )
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="status_change_queue")]

    def __str__(self) -> str:
        return f"{self.package_number} to {self.status}: {self.state}"
