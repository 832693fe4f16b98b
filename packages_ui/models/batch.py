"""A batch of cargo labels: an ordered list of packages and who requested it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from packages_ui.models.message_field import MessageField
from packages_ui.models.printer import Printer, Station


class LabelBatch(models.Model):
    """`key` belongs to the requesting page: a second press or a reload with the same key finds this batch.
    `digest` is of the packages in their order: the same list requested from two tabs finds it too.

    `pdf_path` (relative to MEDIA_ROOT) is empty until every job has settled and the pages are joined;
    it is emptied again when a job is retried. `problem` says why the pages could not be joined.

    `printer` is where its labels go; without one, or with a browser's, they are joined for the browser.
    A printer takes its batches by `queued_at`, the earliest first, and finishes one before the next.
    `from_desk`: a packing station requested this one label. `settled_at`: since then no label of it is on its
    way (services/printing/progress.py), so that a search for work skips a year of batches; whatever puts a
    label of it on its way again empties it. `order` says how its labels were put in order before printing.
    """

    class Slips(models.TextChoices):
        NONE = "", _("No separators")
        BATCH = "batch", _("A separator before and after the batch")
        CARRIER = "carrier", _("A separator before each carrier and after the batch")

    class Order(models.TextChoices):
        TICKED = "", _("as ticked")
        CARRIER = "carrier", _("by shipping company")
        PRODUCT = "product", _("by product")
        NUMBER = "number", _("by number")
        REVERSED = "reversed", _("reversed")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    pdf_path = models.CharField(max_length=200, blank=True)
    pdf_pages = models.PositiveIntegerField(default=0)
    pdf_at = models.DateTimeField(null=True, blank=True)
    problem = MessageField(blank=True)
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="batches"
    )
    printer = models.ForeignKey(
        Printer, null=True, blank=True, on_delete=models.PROTECT, related_name="batches"
    )
    queued_at = models.DateTimeField(null=True, blank=True, db_index=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    from_desk = models.BooleanField(default=False, db_default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    slips = models.CharField(max_length=8, choices=Slips.choices, blank=True, default=Slips.NONE)

    order = models.CharField(
        max_length=8, choices=Order.choices, blank=True, default=Order.TICKED, db_default=""
    )
    waits = True  # no column: False on an object that was just made of labels that are here already

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["pdf_path"], condition=Q(settled_at=None), name="batch_unjoined"),
            models.Index(fields=["id"], condition=Q(from_desk=False), name="batch_of_a_person"),
            models.Index(fields=["owner", "id"], condition=Q(from_desk=False), name="batch_of_its_owner"),
            models.Index(
                fields=["printer", "queued_at"], condition=Q(settled_at=None), name="batch_unsettled"
            ),
        ]

    def __str__(self) -> str:
        return self.name or gettext("Batch %(number)s") % {"number": self.pk}

    @property
    def is_fed(self) -> bool:
        """Whether its labels are sent to a printer; else they are joined for a browser."""
        return self.printer is not None and self.printer.is_fed
