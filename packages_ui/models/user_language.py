"""The language that a person chose for the screens."""

from django.conf import settings
from django.db import models


class UserLanguage(models.Model):
    """Without a row: the browser's language, else the installation's."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(max_length=16)

    def __str__(self) -> str:
        return self.language
