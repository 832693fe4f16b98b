"""`manage.py restored`: for an administrator who restored the files and Redis together with the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from packages_ui.services.printing.restored import hold


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Pause all printers because this database was restored from a backup; an administrator resumes "
            "them."
        )

    def handle(self, *_: Any, **__: Any) -> None:
        hold()
        self.stdout.write(
            gettext(
                "All printers are paused. Start everything, then confirm under Labels, Unconfirmed labels, "
                "what was printed since the backup, and resume printing there."
            )
        )
