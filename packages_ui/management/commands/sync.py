"""`manage.py sync`: bring the copy of packages up to date now, and say how far it is."""

from datetime import UTC
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from packages_ui.services.batches.follow import follow_seller_center
from packages_ui.services.mirror import rounds
from packages_ui.services.mirror.sync import CopyState, copy_state, is_running

STEP_SECONDS = 5.0


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Read packages from Seller Center into the local copy until it is up to date, as the workers do "
            "all the time. It can be stopped at any moment and continues where it was."
        )
        parser.add_argument(
            "--all", action="store_true", help=gettext("read all packages again, not only changes")
        )
        parser.add_argument(
            "--state", action="store_true", help=gettext("only report how complete the copy is")
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """CommandError where Seller Center cannot be read, or another process does so."""
        if options["state"]:
            self.stdout.write(_words(copy_state()))
            return
        if is_running():
            raise CommandError(
                gettext("A worker is reading packages at this moment. Check again with --state.")
            )
        if options["all"]:
            rounds.begin()
        began, more = monotonic(), True
        while more:
            more = follow_seller_center(seconds=STEP_SECONDS)
            self.stdout.write(_words(copy_state()))
        if problem := str(copy_state().problem):
            raise CommandError(problem)
        seconds = number_format(monotonic() - began, 0)
        self.stdout.write(gettext("Done in {seconds} s.").format(seconds=seconds))


def _words(state: CopyState) -> str:
    if state.as_of is None:
        return gettext("Nothing has been read yet.")
    if state.is_whole:
        sentences = [gettext("All packages have been read.")]
    elif state.expected:
        sentences = [gettext("Packages read so far: {seen} of about {expected}.")]
    else:
        sentences = [gettext("Packages read so far: {seen}.")]
    sentences.append(gettext("Stored: {stored}, as of {at} UTC."))
    if state.ignores_time:
        sentences.append(
            gettext("Seller Center ignores the filter by time: all pages are read again each time.")
        )
    counts = {"seen": state.seen, "expected": state.expected or 0, "stored": state.stored}
    numbers = {name: number_format(count, force_grouping=True) for name, count in counts.items()}
    return " ".join(sentences).format(
        **numbers, at=date_format(state.as_of.astimezone(UTC), "SHORT_DATETIME_FORMAT")
    )
