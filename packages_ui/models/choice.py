"""Lists that administrators edit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
