"""A cargo label that was fetched or drawn; its bytes are in a file."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from packages_ui.models.message_field import MessageField


class Label(models.Model):
    """One cargo label of one package: format, size in bytes, SHA-256, and a fingerprint of the package data
    that it was made from. `path` is relative to MEDIA_ROOT. `pages_path` is its PDF, made when first needed.
    `barcodes` are the texts of its barcodes, a line each, once it has been prepared for a printer. `carrier`
    is the shipping company when the label was fetched. `undrawn`: what of it could not be drawn on its pages.
    `problem`: why no preview is drawn and no barcode read from it any more; printing ignores it."""

    class Source(models.TextChoices):
        CARRIER = "carrier", _("Carrier")
        OWN = "own", _("Our own")

    package_number = models.CharField(max_length=64, db_index=True)
    carrier = models.CharField(max_length=200, blank=True, default="", db_default="")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.CARRIER)
    format = models.CharField(max_length=8)  # a LabelFormat of packages_ui.labels.detect
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    pages_path = models.CharField(max_length=200, blank=True)
    barcodes = models.TextField(blank=True)
    undrawn = MessageField(blank=True, default="", db_default="")
    problem = MessageField(blank=True, default="", db_default="")
    fingerprint = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(db_index=True)
    stale_at = models.DateTimeField(null=True, blank=True)
    stale_because = MessageField(blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.format} label of {self.package_number}"
