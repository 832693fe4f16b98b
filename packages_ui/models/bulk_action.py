"""Actions on many packages at once: what was requested, and how far each package is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from packages_ui.models.message_field import MessageField


class BulkAction(models.Model):
    """One action on the packages that a person selected. Until it is started it is only shown.

    `verb` names an entry of VERBS (services/bulk_actions/verbs.py), `value` is what it was given and `shown`
    how people read that. `due_at`: not before, as Seller Center was away; `problem` is why. `ended_at`: no
    package is left to do.
    """

    verb = models.CharField(max_length=32)
    value = models.CharField(max_length=200, blank=True)
    shown = models.CharField(max_length=200, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    problem = MessageField(blank=True)
    repeats = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["id"],
                name="bulk_action_under_way",
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"


class BulkPackage(models.Model):
    """One package of it: asked → wanted → doing → done, or failed; refused where it cannot be done as the
    package is, stopped where a person stopped the rest.

    `seen` is the `updated_at` of the package as the person saw it. `claim` is the lease of whoever does it,
    `attempts` how often it was begun: of the second on, it may be done already.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        WANTED = "wanted"
        DOING = "doing"
        DONE = "done"
        FAILED = "failed"
        REFUSED = "refused"
        STOPPED = "stopped"

    WAITING = (State.WANTED, State.DOING)

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="packages")
    number = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.ASKED)
    seen = models.DateTimeField(null=True)
    sentence = MessageField(blank=True)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["action", "position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="one_package_per_bulk_action")
        ]
        indexes = [
            models.Index(fields=["action", "state", "position"], name="bulk_package_queue"),
            models.Index(fields=["claim"], name="bulk_package_doing", condition=Q(state="doing")),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.state}"
