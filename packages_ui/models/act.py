"""What was done to packages here, by whom: the audit trail."""

from django.conf import settings
from django.db import models


class Act(models.Model):
    """One act of a person on one package, written whatever its outcome was. Without `package_number` it is on
    what `before` and `after` name: a batch, a printer, a station, a barcode.

    `before` and `after` hold only what the act touches (status, numbers, dates, items), never names,
    addresses or notes.
    """

    class Verb(models.TextChoices):
        UPDATE = "update", "Update"
        SPLIT = "split", "Split"
        REJECT = "reject", "Reject"
        CHANGE_SHIPPING_METHOD = "change_shipping_method", "Shipping method"
        RELEASE = "release", "Release reservation"
        PRINT = "print", "Print labels"
        REPRINT = "reprint", "Reprint label"
        ANSWER = "answer", "Say what became of a label"
        PACK = "pack", "Pack"
        PACK_WITHOUT_LABEL = "pack_without_label", "Pack without a label"
        TAKE_OVER = "take_over", "Take over"
        TEACH = "teach", "Teach a barcode"
        HAND_OVER = "hand_over", "Hand over"
        CANCEL = "cancel", "Cancel label"
        RETRY = "retry", "Retry label"
        PAUSE = "pause", "Pause"
        RESUME = "resume", "Resume"
        MOVE = "move", "Move batch"
        PRINTER = "printer", "Change a printer"
        STATION = "station", "Change a station"

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        UNCHANGED = "unchanged", "Not carried out"
        UNKNOWN = "unknown", "Unknown"

    package_number = models.CharField(max_length=64, db_index=True)
    verb = models.CharField(max_length=32, choices=Verb.choices)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["verb", "at"], name="act_by_verb"),
            models.Index(fields=["outcome", "at"], name="act_by_outcome"),
        ]
        permissions = [
            ("view_packages", "Can see packages"),
            ("update_package", "Can update packages"),
            ("split_package", "Can split packages"),
            ("reject_package", "Can reject items of packages"),
            ("change_shipping_method", "Can change the shipping method of packages"),
            ("release_reservation", "Can release reservations of items"),
            ("print_labels", "Can print cargo labels"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.package_number}: {self.outcome}"
