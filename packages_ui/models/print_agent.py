"""A PC that prints by the agent."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

AWAY = timedelta(seconds=40)  # it asks at least every 25 seconds


class PrintAgent(models.Model):
    """It is paired by a code, once, until `code_until`; then it has a token of its own. Of both only the
    SHA-256 is kept.

    `journal` and `machine` are those that it was paired with: no other PC and no other journal may use
    its token, or nobody would know what was printed. `session` is the process that polled last, `begun` how
    many hand-overs its journal has, `boot` changes when the PC was started again. `found` are the printers
    that it sees: `[{"key", "name", "two_way"}]`.
    """

    name = models.CharField(max_length=60, unique=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    journal = models.CharField(max_length=32, blank=True)
    machine = models.CharField(max_length=64, blank=True)
    session = models.CharField(max_length=32, blank=True)
    boot = models.CharField(max_length=64, blank=True)
    begun = models.PositiveBigIntegerField(default=0)
    host = models.CharField(max_length=60, blank=True)
    system = models.CharField(max_length=60, blank=True)
    version = models.CharField(max_length=20, blank=True)
    found = models.JSONField(default=list)
    trouble = models.CharField(max_length=300, blank=True)
    trouble_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    paired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="one_agent_per_token"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_away(self) -> bool:
        """Its printers get nothing now; what is for them waits."""
        is_silent = self.seen_at is None or timezone.now() - self.seen_at > AWAY
        return is_silent or self.revoked_at is not None
