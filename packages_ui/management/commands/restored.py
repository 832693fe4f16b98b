"""`manage.py restored`: for an administrator who restored the files and Redis together with the database."""

from typing import Any

from django.core.management.base import BaseCommand

from packages_ui.services.printing.restored import hold


class Command(BaseCommand):
    help = (
        "Hold all printers, since this database was restored from a backup; an administrator lets them go on."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        hold()
        self.stdout.write(
            "All printers are held. Start everything, say under Labels, Unknown labels, what came out since "
            "the backup, and press Go on printing there."
        )
