"""A screen on the wall: it shows the overview without anybody signed in."""

from django.conf import settings
from django.db import models


class WallScreen(models.Model):
    """Its address contains a token, of which only the SHA-256 is kept. It opens nothing else, until
    `expires_at` or `revoked_at`. `seen_at` is when it was last shown, to the minute."""

    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        permissions = [("manage_screens", "Can make and revoke addresses of screens on the wall")]

    def __str__(self) -> str:
        return self.name
