"""The identity of this database, and whether printing is on hold because it was restored from a backup."""

from django.db import models


class PrintHold(models.Model):
    """The single row `labels`. `database` names this database, and all copies of it, in the journals of sent
    labels. `since`: when it was found to be older than the journals, until an administrator resumes printing;
    `labels`: how many labels were missing from it."""

    name = models.CharField(max_length=16, unique=True)
    database = models.CharField(max_length=32)
    since = models.DateTimeField(null=True, blank=True)
    labels = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.name} held since {self.since:%H:%M:%S}" if self.since else f"{self.name} not held"
