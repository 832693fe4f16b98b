"""The application's entry in Django's registry."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, gettext_lazy, ngettext

from packages_ui.messages.message import translate_with


class PackagesUiConfig(AppConfig):
    name = "packages_ui"
    verbose_name = gettext_lazy("Packages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from packages_ui.models.groups import (  # noqa: PLC0415 - the models need the registry
            make_groups,
            note_permissions,
        )
        from packages_ui.services.mirror.index import make_index  # noqa: PLC0415 - the same

        translate_with(
            gettext=gettext,
            ngettext=ngettext,
            when=lambda at: date_format(localtime(at), "SHORT_DATETIME_FORMAT"),
        )
        pre_migrate.connect(note_permissions, sender=self)
        post_migrate.connect(make_groups, sender=self)
        post_migrate.connect(make_index, sender=self)
