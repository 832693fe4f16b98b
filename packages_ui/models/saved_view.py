"""Lists of packages that people come back to."""

from django.conf import settings
from django.contrib.auth.models import Group
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


class ListLayout(models.Model):
    """How a person sees the list: `columns` in their order, by name with commas between; `compact` rows.
    Without a row all columns in the usual order."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    columns = models.CharField(max_length=200)
    compact = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.columns


class StartView(models.Model):
    """The shared view at which the people of a group start after signing in."""

    group = models.OneToOneField(Group, primary_key=True, on_delete=models.CASCADE, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="starts")

    def __str__(self) -> str:
        return str(self.group)
