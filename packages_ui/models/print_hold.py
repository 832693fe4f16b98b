"""Which database this is, and whether it is held because it was restored from an older backup."""

from django.db import models


class PrintHold(models.Model):
    """The one row `labels`. `database` names this database in the journals of what was sent, wherever its
    copies go. `since`: when it was found to be older than they are, until somebody says that printing goes
    on; `labels` is how many labels it knew nothing of."""

    name = models.CharField(max_length=16, unique=True)
    database = models.CharField(max_length=32)
    since = models.DateTimeField(null=True, blank=True)
    labels = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.name} held since {self.since:%H:%M:%S}" if self.since else f"{self.name} not held"
