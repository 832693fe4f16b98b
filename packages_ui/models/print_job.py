"""The print ledger: one row for each requested copy of a cargo label."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from packages_ui.models.batch import LabelBatch
from packages_ui.models.label import Label
from packages_ui.models.message_field import MessageField
from packages_ui.models.printer import Printer


class PrintJob(models.Model):
    """wanted → fetching → ready → sending → sent → printed; or failed, unknown, cancelled. A row that was not
    sent yet becomes unknown only where this database was restored from a backup and a journal knows better.

    Each move is a conditional UPDATE whose count is checked. `claim` is the token of the lease whose holder
    works on the row: a row whose claim belongs to no live lease has been abandoned.

    A reprint is a row of its own with a higher `copy`. `heading` is the title of a separator slip that is
    printed just before the label. `question` holds a label back until a person has answered; `checked`: a
    person has. `handle` is the name under which the label was sent to `printer`, `remote_id` the printer's
    own number for it, `remote_began` when a print server started it (seconds of its own clock),
    `maybe_twice`: it may be on paper twice, `in_parts`: whoever ends while it is sent leaves a part of it at
    the printer, `count_before` the printer's label counter just before, `pieces` how many pieces of paper it
    makes, `attempts` how often it was sent. `codes` are the numbers that its barcodes must hold. Its label is
    not requested before `due_at`: the carrier had not made it yet.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("Requested")
        FETCHING = "fetching", _("Fetching")
        READY = "ready", _("Label ready")
        SENDING = "sending", _("Sending to the printer")
        SENT = "sent", _("Sent to the printer")
        PRINTED = "printed", _("Printed")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unconfirmed")
        CANCELLED = "cancelled", _("Cancelled")

    class Proof(models.TextChoices):
        """Who confirmed that it was printed."""

        PRINTER = "printer", _("confirmed by the printer")
        EMPTY = "empty", _("the printer holds nothing back")
        PERSON = "person", _("confirmed by a person")

    class Cause(models.TextChoices):
        """What made a row unknown: it decides which confirmation the printer can still give."""

        DIED = "died", _("the worker ended while it was sent")
        DISCONNECTED = "broke", _("the connection broke while it was sent")
        NOT_FOUND = "forgot", _("the printer no longer knows it")
        OFFLINE = "away", _("the printer was offline before it confirmed it")
        SILENT = "silent", _("the printer took it and never confirmed it")
        BEGUN = "begun", _("the agent started to send it and did not finish")
        RESTORED = "restored", _("it was sent after the backup that this database was restored from")

    class Reason(models.TextChoices):
        JAM = "jam", _("Paper jam")
        DAMAGED = "damaged", _("Damaged")
        LOST = "lost", _("Lost")
        OTHER = "other", _("Another reason")

    WAITING = (State.WANTED, State.FETCHING)
    AT_PRINTER = (State.SENDING, State.SENT)
    ON_PAPER = (State.SENDING, State.SENT, State.PRINTED, State.UNKNOWN)
    MOVES: dict[str, frozenset[str]] = {
        State.WANTED: frozenset({State.FETCHING, State.FAILED, State.UNKNOWN, State.CANCELLED}),
        State.FETCHING: frozenset({State.WANTED, State.READY, State.FAILED, State.UNKNOWN, State.CANCELLED}),
        State.READY: frozenset({State.WANTED, State.SENDING, State.FAILED, State.UNKNOWN, State.CANCELLED}),
        State.SENDING: frozenset({State.READY, State.SENT, State.FAILED, State.UNKNOWN}),
        State.SENT: frozenset({State.PRINTED, State.FAILED, State.UNKNOWN}),
        State.UNKNOWN: frozenset({State.WANTED, State.READY, State.SENT, State.PRINTED}),
        State.FAILED: frozenset({State.WANTED, State.UNKNOWN, State.CANCELLED}),
        State.PRINTED: frozenset(),
        State.CANCELLED: frozenset(),
    }

    batch = models.ForeignKey(LabelBatch, on_delete=models.CASCADE, related_name="jobs")
    package_number = models.CharField(max_length=64, db_index=True)
    position = models.PositiveIntegerField()
    copy = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WANTED)
    own = models.BooleanField(default=False)
    claim = models.CharField(max_length=32, blank=True)
    label = models.ForeignKey(Label, null=True, blank=True, on_delete=models.SET_NULL, related_name="jobs")
    fingerprint = models.CharField(max_length=64, blank=True)
    codes = models.CharField(max_length=300, blank=True)
    heading = models.CharField(max_length=120, blank=True)
    question = MessageField(blank=True)
    checked = models.BooleanField(default=False)
    warning = MessageField(blank=True)
    reprint_because = models.CharField(max_length=8, choices=Reason.choices, blank=True)
    printer = models.ForeignKey(Printer, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    attempts = models.PositiveSmallIntegerField(default=0)
    handle = models.CharField(max_length=48, blank=True)
    remote_id = models.PositiveIntegerField(null=True, blank=True)
    remote_began = models.PositiveBigIntegerField(null=True, blank=True)
    maybe_twice = models.BooleanField(default=False)
    in_parts = models.BooleanField(default=False, db_default=False)
    count_before = models.PositiveBigIntegerField(null=True, blank=True)
    pieces = models.PositiveSmallIntegerField(default=1)
    proof = models.CharField(max_length=8, choices=Proof.choices, blank=True)
    cause = models.CharField(max_length=8, choices=Cause.choices, blank=True)
    reason = MessageField(blank=True)
    retryable = models.BooleanField(default=True)
    wanted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    fetching_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    read_back_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    unknown_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["batch", "position", "copy"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "package_number", "copy"], name="one_job_per_batch_package_and_copy"
            ),
            models.UniqueConstraint(
                fields=["batch", "position", "copy"], name="one_job_per_batch_position_and_copy"
            ),
            models.UniqueConstraint(
                fields=["printer"], condition=Q(state="sending"), name="one_sending_per_printer"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "position", "id"], name="print_job_queue"),
            models.Index(fields=["printer", "state"], name="print_job_at_printer"),
            models.Index(
                fields=["printer", "printed_at"], condition=Q(state="printed"), name="print_job_printed"
            ),
            models.Index(
                fields=["state", "batch"], condition=Q(state="ready") & ~Q(question=""), name="print_job_asks"
            ),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="print_job_by_hour"),
            models.Index(fields=["printer"], condition=Q(maybe_twice=True), name="print_job_twice_at"),
        ]

    def __str__(self) -> str:
        return f"{self.package_number}: {self.state}"
