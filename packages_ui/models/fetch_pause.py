"""While Seller Center refuses our access key nothing is fetched, and whatever was requested stays
requested."""

from django.db import models

from packages_ui.models.message_field import MessageField


class FetchPause(models.Model):
    """The one row `labels`: fetching is paused from `since` until `ended_at`, None while it lasts. At
    `due_at` the key is tried again with one label; `tries` counts that, `sentence` is what Seller Center
    answered."""

    name = models.CharField(max_length=16, unique=True)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sentence = MessageField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} since {self.since:%H:%M:%S}"
