"""The local copy of Seller Center's packages: what is searched, sorted, filtered, shown in an outage."""

from django.db import models
from django.db.models.functions import Now

from packages_ui.models.message_field import MessageField

UNKNOWN = -1


def has_code(name: str) -> models.Q:
    return models.Q(**{f"{name}_code__isnull": False})


class StoredPackage(models.Model):
    """One package as Seller Center listed it at `read_at` (PKG101), with what it takes to find it.

    `content` is its JSON without identity and tax numbers; `fingerprint` and `bare_fingerprint` are of all
    of it. `search` holds every text that a package is found by, folded (codes/folding), a part a line;
    behind it `products`, the codes of its items, and `own_words`, what people wrote on it. `items_at` is
    the `updated_at` of the package whose items (PKG102) are stored, `items_count` how many there are
    (UNKNOWN where they never were), `items_wanted` that they are to be read. `placed_at` is when it was
    ordered, else made. The codes are its numbers as scans are compared: only of packages in Preparing that a
    desk may pack by the copy, so that indexes by them stay small; `number_code` of each of those.
    """

    number = models.CharField(max_length=64)
    order_number = models.CharField(max_length=64, blank=True)
    waybill_number = models.CharField(max_length=64, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    status = models.IntegerField(null=True)
    customer = models.CharField(max_length=200, blank=True)
    customer_key = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    city_key = models.CharField(max_length=100, blank=True)
    carrier = models.CharField(max_length=100, blank=True)
    shipping_method = models.CharField(max_length=100, blank=True)
    amount = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    currency = models.CharField(max_length=10, blank=True)
    gift = models.BooleanField(default=False)
    note = models.BooleanField(default=False)
    manual = models.BooleanField(default=False)
    placed_at = models.DateTimeField()
    created_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=32)
    bare_fingerprint = models.CharField(max_length=32)
    content = models.TextField()
    search = models.TextField()
    products = models.TextField(blank=True)
    own_words = models.TextField(blank=True, default="", db_default="")
    items_count = models.IntegerField(default=UNKNOWN)
    items_at = models.DateTimeField(null=True)
    items_wanted = models.BooleanField(default=False)
    number_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - null: at no desk
    order_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - the same
    waybill_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - the same
    tracking_code = models.CharField(max_length=200, null=True)  # noqa: DJ001 - the same

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["number"], name="one_stored_package_per_number")]
        indexes = [
            models.Index(fields=["order_number", "id"], name="stored_by_order"),
            models.Index(fields=["waybill_number"], name="stored_by_waybill"),
            models.Index(fields=["tracking_number"], name="stored_by_tracking"),
            models.Index(fields=["status", "placed_at", "id"], name="stored_by_status"),
            models.Index(fields=["status", "carrier", "placed_at"], name="stored_by_urgency"),
            models.Index(fields=["placed_at", "id"], name="stored_by_age"),
            models.Index(
                fields=["placed_at", "id"], name="stored_live", condition=models.Q(status__in=(2, 3))
            ),
            models.Index(fields=["created_at"], name="stored_by_making"),
            models.Index(fields=["updated_at"], name="stored_by_change"),
            models.Index(fields=["read_at"], name="stored_by_reading"),
            models.Index(fields=["customer_key", "id"], name="stored_by_customer"),
            models.Index(fields=["city_key", "id"], name="stored_by_city"),
            models.Index(fields=["carrier", "placed_at", "id"], name="stored_by_carrier"),
            models.Index(fields=["shipping_method", "id"], name="stored_by_method"),
            models.Index(fields=["amount", "id"], name="stored_by_amount"),
            models.Index(fields=["items_count", "id"], name="stored_by_items"),
            models.Index(fields=["gift", "note", "manual", "id"], name="stored_by_marks"),
            models.Index(fields=["status", "gift", "note", "manual", "id"], name="stored_of_status_by_marks"),
            models.Index(
                fields=["placed_at"], name="stored_items_wanted", condition=models.Q(items_wanted=True)
            ),
            *(
                models.Index(fields=[f"{one}_code"], name=f"stored_{one}_code", condition=has_code(one))
                for one in ("number", "order", "waybill", "tracking")
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StoredItem(models.Model):
    """One unit of a stored package (PKG102). `code` is its product's code as scans are compared."""

    package = models.ForeignKey(StoredPackage, on_delete=models.CASCADE, related_name="items")
    number = models.CharField(max_length=64)
    status = models.IntegerField(null=True)
    product = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    has_reservation = models.BooleanField(default=False)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["package", "position"]
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="one_stored_item_number")]
        indexes = [models.Index(fields=["code", "package"], name="stored_item_by_code")]

    def __str__(self) -> str:
        return self.number


class SyncWalk(models.Model):
    """How far a walk over Seller Center's packages has come: `changes` follows what changes, `round` reads
    all of them, at first and then each night.

    `since` is a moment of Seller Center's clock up to which `phase` is done, `until` where the window ends
    that is read next. `page` counts where Seller Center ignores the filter by time. `seen` of
    `expected` packages have been read since `started_at`. `problem` is why the last run ended early, as a
    sentence; `finished_at` when it last had read everything.
    """

    name = models.CharField(max_length=16, primary_key=True)
    phase = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    page = models.PositiveIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    first_at = models.DateTimeField(null=True)
    ignores_time = models.BooleanField(default=False)
    unread = models.PositiveIntegerField(default=0)
    problem = MessageField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
