"""The resolution a shipping company makes its labels for, where the labels do not state it."""

from django.db import models

from packages_ui.models.printer import Printer


class CarrierDpi(models.Model):
    """`carrier` is the shipping company's name as Seller Center writes it."""

    carrier = models.CharField(max_length=200, unique=True)
    dpi = models.PositiveSmallIntegerField(choices=Printer.Dpi.choices)

    class Meta:
        ordering = ["carrier"]

    def __str__(self) -> str:
        return f"{self.carrier}: {self.dpi} dpi"
