"""Who did what to packages here: the audit trail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from packages_ui.models.message_field import MessageField


class Act(models.Model):
    """One action of a person on one package, recorded whatever its outcome. Without `package_number` it is
    about what `before` and `after` name: a batch, a printer, a station, a barcode.

    `before` and `after` hold only what the action touches (status, numbers, dates, items), never names,
    addresses or notes.
    """

    class Verb(models.TextChoices):
        UPDATE = "update", pgettext_lazy("action", "Update")
        SPLIT = "split", pgettext_lazy("action", "Split")
        REJECT = "reject", pgettext_lazy("action", "Reject items")
        CHANGE_SHIPPING_METHOD = "change_shipping_method", pgettext_lazy("action", "Change shipping method")
        RELEASE = "release", pgettext_lazy("action", "Release reservation")
        PRINT = "print", pgettext_lazy("action", "Print label")
        REPRINT = "reprint", pgettext_lazy("action", "Reprint label")
        ANSWER = "answer", pgettext_lazy("action", "Confirm label")
        PACK = "pack", pgettext_lazy("action", "Pack")
        PACK_WITHOUT_LABEL = "pack_without_label", pgettext_lazy("action", "Pack without a label")
        PRINT_INVOICE = "print_invoice", pgettext_lazy("action", "Print invoice")
        PACK_WITHOUT_INVOICE = "pack_without_invoice", pgettext_lazy("action", "Pack without an invoice")
        TAKE_OVER = "take_over", pgettext_lazy("action", "Take over")
        TEACH = "teach", pgettext_lazy("action", "Barcode")
        HAND_OVER = "hand_over", pgettext_lazy("action", "Handover")
        CANCEL = "cancel", pgettext_lazy("action", "Cancel label")
        RETRY = "retry", pgettext_lazy("action", "Retry label")
        PAUSE = "pause", pgettext_lazy("action", "Pause")
        RESUME = "resume", pgettext_lazy("action", "Resume")
        MOVE = "move", pgettext_lazy("action", "Move batch")
        PRINTER = "printer", pgettext_lazy("action", "Printer")
        STATION = "station", pgettext_lazy("action", "Station")
        AGENT = "agent", pgettext_lazy("action", "Print agent")
        OVERVIEW = "overview", pgettext_lazy("action", "Overview")
        HOLD = "hold", pgettext_lazy("action", "Hold")
        LET_GO = "let_go", pgettext_lazy("action", "Release hold")
        MARK = "mark", pgettext_lazy("action", "Note, tags, assignment")

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
            ("hold_package", "Can hold and release packages"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.package_number}: {self.get_outcome_display()}"
