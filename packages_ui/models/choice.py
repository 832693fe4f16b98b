"""Lists that administrators edit."""

from django.db import models


class RejectReason(models.Model):
    """A reason offered when items are rejected (PKG107 takes any text)."""

    text = models.CharField(max_length=200, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "text"]

    def __str__(self) -> str:
        return self.text


class FallbackShippingMethod(models.Model):
    """A shipping method entered by hand, for a Seller Center that does not list its methods."""

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
