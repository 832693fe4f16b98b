"""Lists of packages that people come back to."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class SavedView(models.Model):
    """A query of the list under a name: its owner's own, or `shared` with everybody. `query` is as it stands
    in the list's address, without page and size."""

    name = models.CharField(max_length=60)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)
    query = models.CharField(max_length=1000)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_view_per_owner_and_name")]
        permissions = [("share_view", "Can share views of the list")]

    def __str__(self) -> str:
        return self.name
