"""The application's entry in Django's registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PackagesUiConfig(AppConfig):
    name = "packages_ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from packages_ui.models.groups import make_groups  # noqa: PLC0415 - the models need the registry

        post_migrate.connect(make_groups, sender=self)
