"""Barcodes that differ from the product code."""

from django.conf import settings
from django.db import models


class ProductBarcode(models.Model):
    """A barcode printed on items of `product`. `barcode` is normalised (capitals and digits), `text` is as it
    was scanned or imported."""

    barcode = models.CharField(max_length=200, unique=True)
    text = models.CharField(max_length=200)
    product = models.CharField(max_length=200, db_index=True)
    taught_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taught_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["product", "barcode"]

    def __str__(self) -> str:
        return f"{self.text} is {self.product}"
