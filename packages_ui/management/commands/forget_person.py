"""`manage.py forget_person CONTACT`: remove what is kept here of a person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import number_format
from django.utils.translation import gettext

from packages_ui.services.forget_person import NoContact, forget_person


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Remove a person, named by telephone number or e-mail address, from the copy of packages and "
            "from the files of labels and documents. Seller Center keeps its own: remove the person there "
            "first."
        )
        parser.add_argument("contact", help=gettext("a telephone number or an e-mail address"))

    def handle(self, *_args: Any, contact: str, **_options: Any) -> None:
        try:
            done = forget_person(contact=contact)
        except NoContact as error:
            raise CommandError(
                gettext(
                    "That is neither a telephone number of ten digits or more nor an e-mail address. "
                    "Nothing was removed."
                )
            ) from error
        self.stdout.write(
            gettext(
                "Packages from which the person was removed: {packages}. Deleted files: {files}. Packages of "
                "this person that are read from Seller Center again are kept without name, address and "
                "notes. Backups and prefetched packages are cleared in time by themselves."
            ).format(
                packages=number_format(done.packages, force_grouping=True),
                files=number_format(done.files, force_grouping=True),
            )
        )
