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

    @classmethod
    def of(cls, user_id: int | None) -> str:
        """What a worker writes for this person: the language chosen, else the installation's."""
        chosen = cls.objects.filter(user=user_id).values_list("language", flat=True).first()
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
