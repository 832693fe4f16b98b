"""What people write on a package for each other: a note, tags, whose it is. Seller Center never sees it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

MOST_OF_NOTE = 500
MOST_OF_TAG = 30
MOST_TAGS = 10


class PackageMark(models.Model):
    """The marks of one package; there is a row as soon as it had one. `version` counts changes of any of
    them. It is assigned to a person, or to a station, or to nobody. `by` changed it last."""

    number = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=MOST_OF_NOTE, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    station = models.ForeignKey(
        "packages_ui.Station", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(db_default=0, default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person=None) | models.Q(station=None), name="mark_assigned_to_one"
            )
        ]
        indexes = [
            models.Index(fields=["at"], name="mark_by_age"),
            models.Index(fields=["number"], name="mark_noted", condition=~models.Q(note="")),
        ]

    def __str__(self) -> str:
        return self.number


class PackageTag(models.Model):
    """One tag of a package. `key` is how tags are compared (codes/folding)."""

    mark = models.ForeignKey(PackageMark, on_delete=models.CASCADE, related_name="tags")
    tag = models.CharField(max_length=MOST_OF_TAG)
    key = models.CharField(max_length=MOST_OF_TAG, db_index=True)

    class Meta:
        ordering = ["mark", "id"]
        constraints = [
            models.UniqueConstraint(fields=["mark", "key"], name="one_tag_of_a_name"),
            models.CheckConstraint(condition=~models.Q(key=""), name="tag_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.tag
