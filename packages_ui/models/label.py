"""A cargo label that was fetched or drawn; its bytes lie in a file."""

from django.db import models


class Label(models.Model):
    """One cargo label of one package: format, size in bytes, SHA-256, and a fingerprint of what it was
    made from. `path` is relative to MEDIA_ROOT. `pages_path` is its PDF, made when first needed.
    `barcodes` are the texts of those on it, a line each, once it has been made ready for a printer.
    `carrier` is the shipping company as it was known when the label came. `undrawn`: what of it could not be
    drawn on its pages, as a sentence.
    `problem`: why no preview of it is drawn and no barcode read from it any more; printing ignores it."""

    class Source(models.TextChoices):
        CARRIER = "carrier", "Carrier"
        OWN = "own", "Our own"

    package_number = models.CharField(max_length=64, db_index=True)
    carrier = models.CharField(max_length=200, blank=True, default="", db_default="")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.CARRIER)
    format = models.CharField(max_length=8)  # a LabelFormat of packages_ui.labels.detect
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    pages_path = models.CharField(max_length=200, blank=True)
    barcodes = models.TextField(blank=True)
    undrawn = models.CharField(max_length=200, blank=True, default="", db_default="")
    problem = models.TextField(blank=True, default="", db_default="")
    fingerprint = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(db_index=True)
    stale_at = models.DateTimeField(null=True, blank=True)
    stale_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.format} label of {self.package_number}"
