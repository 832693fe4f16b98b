"""Lists that administrators edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

REASON_LABELS = {
    "Unsupplied": _("Out of stock"),
    "Damaged": _("Damaged"),
    "Wrong price": _("Wrong price"),
    "Cannot be shipped": _("Cannot be shipped"),
}


class RejectReason(models.Model):
    """A reason offered when items are rejected (PKG107 takes any text)."""

    text = models.CharField(_("text"), max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reject reason")
        verbose_name_plural = _("reject reasons")
        ordering = ["position", "text"]

    def __str__(self) -> str:
        return self.text


def reason_label(text: str) -> str:
    """As a person reads it; Seller Center gets the text itself, of which it knows "Unsupplied"."""
    return str(REASON_LABELS.get(text, text))


class FallbackShippingMethod(models.Model):
    """A shipping method entered by hand, for a Seller Center that does not list its methods."""

    uuid = models.UUIDField(unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("shipping method")
        verbose_name_plural = _("shipping methods")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
