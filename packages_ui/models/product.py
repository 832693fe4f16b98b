"""What a product code stands for: its name, colour, size and picture, to be shown beside it."""

from django.db import models


class Product(models.Model):
    """`sku` is the code of items as Seller Center writes it (PKG102 `product`).

    `name`, `colour` and `size` are from its Products API at `found_at`; None: it does not know it. It is
    requested at `due_at`: soon after the product was first met, again after a miss, and later for changes.
    `image` is the picture's address; `picture` names the file that was made of it (its SHA-256), fetched at
    `picture_due_at`, None where there is nothing to fetch; `picture_tries` counts failures. `used_at` is when
    an open package last had it. `own_name` and `shelf` are the warehouse's own, from a table: the name counts
    before Seller Center's.
    """

    sku = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=200, blank=True)
    colour = models.CharField(max_length=100, blank=True)
    size = models.CharField(max_length=100, blank=True)
    image = models.CharField(max_length=2000, blank=True)
    picture = models.CharField(max_length=64, blank=True)
    picture_due_at = models.DateTimeField(null=True, blank=True)
    picture_tries = models.PositiveSmallIntegerField(default=0)
    own_name = models.CharField(max_length=200, blank=True, db_default="", default="")
    shelf = models.CharField(max_length=50, blank=True, db_default="", default="")
    found_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["sku"]
        indexes = [
            models.Index(fields=["due_at"], name="product_due"),
            models.Index(fields=["used_at"], name="product_used"),
            models.Index(
                fields=["picture_due_at"],
                name="product_picture_due",
                condition=models.Q(picture_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} {self.name}".strip()
