"""A name that one worker holds at a time, across any number of machines."""

from django.db import models


class Lease(models.Model):
    """Who holds `name`: the bearer of `token`, until `until`. Renewed while the work goes on."""

    name = models.CharField(max_length=64, unique=True)
    token = models.CharField(max_length=32, blank=True, db_index=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%H:%M:%S}"
