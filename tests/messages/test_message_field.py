"""A column of messages: what is written, what is read."""

import pytest
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy

from packages_ui.messages import stations as say
from packages_ui.messages.message import Message, message
from packages_ui.models import Printer
from tests.services.station_makers import printer_of

pytestmark = pytest.mark.django_db


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT trouble FROM packages_ui_printer")
        text: str = cursor.fetchone()[0]
    return text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("It is out of paper.", "It is out of paper."),
        (gettext_lazy("Failed"), "Failed"),
        (message(""), ""),
        (say.NO_COUNT(), '{"code":"stations.no_count","params":{}}'),
    ],
)
def test_it_stores_a_text_as_it_is_and_a_message_as_its_code(written: Message | str, text: str) -> None:
    printer_of(trouble=written)
    assert stored() == text
    Printer.objects.update(trouble=written)
    assert stored() == text
    assert Printer.objects.filter(trouble=written).exists()


def test_it_shows_a_row_of_before_there_were_codes() -> None:
    printer = printer_of(trouble="The printer is out of paper: put in a new roll.")
    printer.refresh_from_db()
    with translation.override("tr"):
        assert str(printer.trouble) == "The printer is out of paper: put in a new roll."
