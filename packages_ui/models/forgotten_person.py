"""People whose data is not kept here any more."""

from django.db import models
from django.db.models.functions import Now


class ForgottenPerson(models.Model):
    """`digest` is of a telephone number or an e-mail address, made with the installation's secret: it tells
    nobody who it is, and yet whether a package that comes again is of that person."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.digest[:8]
