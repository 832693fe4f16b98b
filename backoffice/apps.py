"""The project's own entry in Django's registry: its system checks."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    name = "backoffice"

    def ready(self) -> None:
        from backoffice import checks  # noqa: F401, PLC0415 - registers itself
