"""The codes by which a package is found: what is scanned of its papers and its box."""

from django.db import models


class PackageCode(models.Model):
    """`code` is normalised by services/barcodes/codes.plain and by nothing else: it is compared exactly.

    A row for each code and package, of the `kind` that it was first known as. `seen_at` is when it was last
    written: codes of parcels that are long gone are not looked at, and pruned in time.
    """

    class Kind(models.TextChoices):
        PACKAGE = "package", "package number"
        ORDER = "order", "order number"
        WAYBILL = "waybill", "waybill number"
        TRACKING = "tracking", "tracking number"
        LABEL = "label", "read on its label"

    code = models.CharField(max_length=200)
    package_number = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["code", "package_number"], name="one_row_per_code_and_package")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
