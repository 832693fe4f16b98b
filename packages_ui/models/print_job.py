"""The print ledger: one row per wished copy of a cargo label."""

from django.db import models

from packages_ui.models.batch import LabelBatch
from packages_ui.models.label import Label


class PrintJob(models.Model):
    """wanted → fetching → ready → sending → sent → printed; or failed, unknown, cancelled.

    Each move is a conditional UPDATE whose count is checked. `claim` is the token of the lease whose
    holder works on the row: a row whose claim no live lease bears has been abandoned.
    """

    class State(models.TextChoices):
        WANTED = "wanted", "Wanted"
        FETCHING = "fetching", "Fetching"
        READY = "ready", "Ready"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        PRINTED = "printed", "Printed"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Unknown"
        CANCELLED = "cancelled", "Cancelled"

    WAITING = (State.WANTED, State.FETCHING)

    batch = models.ForeignKey(LabelBatch, on_delete=models.CASCADE, related_name="jobs")
    package_number = models.CharField(max_length=64, db_index=True)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WANTED)
    own = models.BooleanField(default=False)
    claim = models.CharField(max_length=32, blank=True)
    label = models.ForeignKey(Label, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    fingerprint = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    retryable = models.BooleanField(default=True)
    wanted_at = models.DateTimeField()
    fetching_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "package_number"], name="one_job_per_batch_and_package"),
            models.UniqueConstraint(fields=["batch", "position"], name="one_job_per_batch_and_position"),
        ]
        indexes = [models.Index(fields=["state", "position", "id"], name="print_job_queue")]

    def __str__(self) -> str:
        return f"{self.package_number}: {self.state}"
