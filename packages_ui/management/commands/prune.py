"""`manage.py prune`: delete rows that are too old, as the scheduler does at night."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from packages_ui.services.printing.progress import reopen
from packages_ui.services.prune import prune


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Delete old rows, as KEEP_SCANS_DAYS, KEEP_HISTORY_DAYS and KEEP_AUDIT_DAYS say, until none is "
            "left. It can be stopped at any time."
        )

    def handle(self, *_args: Any, **_options: Any) -> None:
        reopen()
        more = True
        while more:
            gone, more = prune()
            for name, count in gone.items():
                self.stdout.write(f"{count:,} {name}")
        self.stdout.write(gettext("Nothing older is left."))
