"""`manage.py sync`: bring the copy of packages up to date now, and say how far it is."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from packages_ui.services.batches.follow import follow_seller_center
from packages_ui.services.mirror import rounds
from packages_ui.services.mirror.sync import CopyState, copy_state, is_running

STEP_SECONDS = 5.0


class Command(BaseCommand):
    help = (
        "Read packages from Seller Center into the local copy until it is up to date, as the workers do all "
        "the time. It can be stopped at any moment and goes on where it was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Read all packages again, not only changes.")
        parser.add_argument("--state", action="store_true", help="Only say how far the copy is.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """CommandError where Seller Center cannot be asked, or somebody else is at it."""
        if options["state"]:
            self.stdout.write(_words(copy_state()))
            return
        if is_running():
            raise CommandError("A worker is reading packages at this moment. Look again with --state.")
        if options["all"]:
            rounds.begin()
        began, more = monotonic(), True
        while more:
            more = follow_seller_center(seconds=STEP_SECONDS)
            self.stdout.write(_words(copy_state()))
        if problem := str(copy_state().problem):
            raise CommandError(problem)
        self.stdout.write(f"Done in {monotonic() - began:.0f} s.")


def _words(state: CopyState) -> str:
    if state.as_of is None:
        return "Nothing has been read yet."
    expected = f" of about {state.expected:,}" if state.expected else ""
    so_far = "All packages have been read" if state.is_whole else f"{state.seen:,}{expected} have been read"
    slow = " Seller Center ignores the filter by time: all pages are read over and over." * state.ignores_time
    return f"{so_far}; {state.stored:,} are stored, as of {state.as_of:%d.%m.%Y %H:%M:%S} UTC.{slow}"
