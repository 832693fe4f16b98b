"""Paper that is not a cargo label: test pages, pairing slips, end slips, documents, labels for products."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from packages_ui.models.batch import LabelBatch
from packages_ui.models.message_field import MessageField
from packages_ui.models.printer import Printer


class Slip(models.Model):
    """One page or document for one printer, sent at most once: wanted → sending → sent, or failed.

    A second copy does no harm, so nobody has to confirm a lost one: it is requested again.
    `path` (relative to MEDIA_ROOT) is its PDF, printed `copies` times in one job. `sentence` says why it
    failed. `count_after` is what the printer's label counter shows once it is printed. `key` is that of the
    form that requested it: the same form sent twice makes one slip.
    """

    class Kind(models.TextChoices):
        TEST = "test", _("Test page")
        PAIRING = "pairing", _("Pairing slip")
        END = "end", _("End slip")
        DOCUMENT = "document", _("Document")
        PRODUCT = "product", _("Product labels")

    class State(models.TextChoices):
        WANTED = "wanted", _("Requested")
        SENDING = "sending", _("Sending to the printer")
        SENT = "sent", _("Sent to the printer")
        FAILED = "failed", _("Failed")

    printer = models.ForeignKey(Printer, on_delete=models.CASCADE, related_name="slips")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    batch = models.ForeignKey(LabelBatch, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    copies = models.PositiveSmallIntegerField(default=1, db_default=1)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WANTED)
    count_after = models.PositiveBigIntegerField(null=True, blank=True)
    sentence = MessageField(blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch"], condition=Q(kind="end"), name="one_end_slip_per_batch"),
        ]
        indexes = [
            models.Index(fields=["state", "printer"], name="slip_queue"),
            models.Index(
                fields=["printer", "state", "id"], condition=Q(count_after__isnull=False), name="slip_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.printer}: {self.state}"
