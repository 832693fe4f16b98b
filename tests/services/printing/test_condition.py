"""The condition of a printer in words."""

import pytest
from django.utils import timezone, translation

from packages_ui.models import Printer
from packages_ui.services.printing.condition import condition_of, headline


@pytest.mark.parametrize(
    ("language", "trouble", "head", "more"),
    [
        ("en", "The printer is open: close it.", "The printer is open", "Close it."),
        ("en", "It is out. it says.", "It is out", "It says."),
        ("en", "Trouble.", "Trouble", ""),
        ("tr", "Yazıcı almıyor: iş kabulünü açın.", "Yazıcı almıyor", "İş kabulünü açın."),
    ],
    ids=["what to do", "a sentence more", "nothing to do", "in Turkish"],
)
def test_it_parts_what_is_wrong_from_what_to_do(language: str, trouble: str, head: str, more: str) -> None:
    with translation.override(language):
        assert [str(part) for part in headline(trouble)] == [head, more]


def test_it_is_named_in_the_readers_language() -> None:
    printer = Printer(name="Zebra", kind=Printer.Kind.RAW, paused_at=timezone.now())
    condition = condition_of(printer)
    assert condition.of("Zebra") == "Zebra is paused"
    with translation.override("tr"):
        assert condition.of("Zebra") == "Zebra: duraklatıldı"
        assert condition.more == "Neden belirtilmedi."
