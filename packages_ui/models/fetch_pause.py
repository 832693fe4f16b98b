"""While Seller Center refuses our key nothing is fetched, and everything that is wanted stays wanted."""

from django.db import models


class FetchPause(models.Model):
    """The one row `labels`: fetching rests from `since` until `ended_at`, None while it lasts. At `due_at`
    the key is tried again with one label; `tries` counts that, `sentence` says what Seller Center refused."""

    name = models.CharField(max_length=16, unique=True)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sentence = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} since {self.since:%H:%M:%S}"
