"""Who did what to packages here: the audit trail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from packages_ui.models.message_field import MessageField


class Act(models.Model):
    """One action of a person on one package, recorded whatever its outcome. Without `package_number` it is
    about what `before` and `after` name: a batch, a printer, a station, a barcode.

    `before` and `after` hold only what the action touches (status, numbers, dates, items), never names,
    addresses or notes.
    """

    class Verb(models.TextChoices):
        UPDATE = "update", _("Update")
        SPLIT = "split", _("Split")
        REJECT = "reject", _("Reject items")
        CHANGE_SHIPPING_METHOD = "change_shipping_method", _("Change shipping method")
        RELEASE = "release", _("Release reservation")
        PRINT = "print", _("Print label")
        REPRINT = "reprint", _("Reprint label")
        ANSWER = "answer", _("Confirm label")
        PACK = "pack", _("Pack")
        PACK_WITHOUT_LABEL = "pack_without_label", _("Pack without a label")
        TAKE_OVER = "take_over", _("Take over")
        TEACH = "teach", _("Barcode")
        HAND_OVER = "hand_over", _("Handover")
        CANCEL = "cancel", _("Cancel label")
        RETRY = "retry", _("Retry label")
        PAUSE = "pause", _("Pause")
        RESUME = "resume", _("Resume")
        MOVE = "move", _("Move batch")
        PRINTER = "printer", _("Printer")
        STATION = "station", _("Station")

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")
        UNCHANGED = "unchanged", _("Not carried out")
        UNKNOWN = "unknown", _("Unknown")

    package_number = models.CharField(_("package number"), max_length=64, db_index=True)
    verb = models.CharField(_("action"), max_length=32, choices=Verb.choices)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("user"),
    )
    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    sentence = MessageField(_("details"), blank=True)

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("activity")
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
