"""Which box of a cart gets a package's items, as its pick list numbers them."""

from django.db import models

from packages_ui.models.document import Document


class CartSlot(models.Model):
    """A package of a pick list has box `slot` on cart number `cart` of that list. The newest row counts."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="slots")
    package_number = models.CharField(max_length=64, db_index=True)
    cart = models.PositiveSmallIntegerField()
    slot = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["document", "cart", "slot"]

    def __str__(self) -> str:
        return f"{self.package_number}: {self.cart}-{self.slot}"
