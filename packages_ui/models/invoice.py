"""The invoice of a package, fetched from the address that Seller Center names."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from packages_ui.models.message_field import MessageField
from packages_ui.models.printer import Printer
from packages_ui.models.slip import Slip


class Invoice(models.Model):
    """One for each package: wanted → kept; or refused, until a person asks again or its address changes.

    The address stays in the copy of the package: `url_digest` is the SHA-256 of the one that was tried last,
    empty where there was none. `path` (relative to MEDIA_ROOT) is its PDF. It is tried next at `due_at`,
    after `tries` failures; `reason` is the last one's. `printer` prints it once it is kept. `slip` is its
    last print: while there is one, nothing prints it again by itself. `without_because` is why a lead let the
    package leave without it: a stored Message, or the lead's words.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("Not fetched yet")
        KEPT = "kept", _("Fetched")
        REFUSED = "refused", _("Refused")

    package_number = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WANTED)
    url_digest = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(default=0)
    reason = MessageField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    printer = models.ForeignKey(Printer, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    slip = models.ForeignKey(Slip, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    without_because = models.CharField(max_length=200, blank=True, default="", db_default="")
    is_ahead = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="invoice_due"),
            models.Index(fields=["wanted_at"], name="invoice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.package_number}: {self.state}"
