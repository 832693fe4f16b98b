"""When shipping companies pick up, and the days on which none comes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

WHOLE_WEEK = 127


class CutOff(models.Model):
    """One pickup: the parcels of `carrier`, named as Seller Center writes it, are ready by `at`.

    `at` is a time of the warehouse's clock. `weekdays` are bits, Monday 1 to Sunday 64. An order that is
    placed less than `notice` minutes before goes with the next one.
    """

    carrier = models.CharField(max_length=100)
    at = models.TimeField()
    weekdays = models.PositiveSmallIntegerField(
        validators=(MinValueValidator(1), MaxValueValidator(WHOLE_WEEK))
    )
    notice = models.PositiveSmallIntegerField(
        default=60, db_default=60, validators=(MaxValueValidator(24 * 60),)
    )

    class Meta:
        ordering = ["carrier", "at"]
        constraints = [models.UniqueConstraint(fields=["carrier", "at"], name="one_cut_off_per_time")]
        permissions = [("manage_cutoffs", "Can change cut-off times and holidays")]

    def __str__(self) -> str:
        return f"{self.carrier} {self.at:%H:%M}"


class Holiday(models.Model):
    """A day on which no shipping company comes."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.name}".strip()
