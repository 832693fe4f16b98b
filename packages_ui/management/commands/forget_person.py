"""`manage.py forget_person CONTACT`: remove what is kept here of a person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from packages_ui.services.forget_person import NoContact, forget_person


class Command(BaseCommand):
    help = (
        "Remove a person, named by telephone number or e-mail address, from the copy of packages and from "
        "the files of labels and documents. Seller Center keeps its own: remove the person there first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("contact", help="a telephone number or an e-mail address")

    def handle(self, *_args: Any, contact: str, **_options: Any) -> None:
        try:
            done = forget_person(contact=contact)
        except NoContact as error:
            raise CommandError(
                "That is neither a telephone number of ten digits or more nor an e-mail address. "
                "Nothing was removed."
            ) from error
        self.stdout.write(
            f"Removed from {done.packages:,} packages, {done.files:,} files deleted. Packages of this person "
            "that are read from Seller Center again are kept without name, address and notes. Backups, and "
            "packages in Preparing that were fetched ahead, are cleared in time by themselves."
        )
