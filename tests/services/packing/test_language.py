"""What the packing station stores reads in the reader's language, and what it stored before still reads."""

import pytest

from packages_ui.messages import message as room
from packages_ui.messages.message import NOTHING
from packages_ui.models import Packing
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk
from packages_ui.services.packing.opening import note_shown
from packages_ui.services.packing.results import block_of
from packages_ui.services.packing.screen import Open, read_desk
from packages_ui.services.packing.without_label import REASONS, pack_without_label
from tests.services.packing.at_desk import outcomes, scans
from tests.services.packing.shelves import shelved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
OLD = {"outcome": "wrong", "sentence": "Wrong unit: X.", "next": "Put it back.", "text": "X"}


@pytest.fixture
def shouted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of another reader."""
    monkeypatch.setattr(room._Language, "gettext", staticmethod(lambda text: f"{text}!"))


def open_at(desk: Desk) -> Open:
    shown = read_desk(desk=desk).open
    assert shown
    return shown


def test_a_block_of_before_reads_as_it_was_written() -> None:
    block = block_of(Packing(block=OLD))
    assert block
    assert (block.outcome, str(block.sentence), str(block.next)) == (
        "wrong",
        "Wrong unit: X.",
        "Put it back.",
    )
    assert block_of(Packing()) is None


def test_a_note_of_before_reads_as_it_was_written() -> None:
    title, text = note_shown("Gift box", "With a ribbon.")
    assert (str(title), str(text)) == ("Gift box", "With a ribbon.")
    assert note_shown("gift", "With a ribbon.")[1] == "With a ribbon."
    assert note_shown("note", "")[1] == NOTHING


def test_a_block_is_put_into_words_when_it_is_shown(
    desk: Desk, record: Record, request: pytest.FixtureRequest
) -> None:
    scans(desk, record.number, "AKN-NOT-OURS")
    request.getfixturevalue("shouted")
    block = open_at(desk).block
    assert block
    assert block.sentence == "Unknown barcode AKN-NOT-OURS!"
    (blocked,) = scans(desk, "AKN-A")
    assert blocked.sentence == "This scan is kept. It counts after OK if it is right.!"


def test_a_note_is_put_into_words_when_it_is_shown(
    desk: Desk, sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    record = shelved(sandbox, "AKN-A", has_gift_box=True, notes='{"code":"packing.gone","params":{}}')
    scans(desk, record.number)
    request.getfixturevalue("shouted")
    notes = [(str(title), str(text)) for title, text in open_at(desk).notes]
    assert notes[0] == ("Gift box!", "Pack it as a gift.!")
    assert notes[1] == (
        "Package note!",
        '{"code":"packing.gone","params":{}}',
    )  # a customer's words stay as they are


def test_the_reason_of_a_package_without_a_label_is_a_code(desk: Desk, record: Record) -> None:
    outcomes(desk, record.number, "AKN-A", "AKN-B", "AKN-B")
    pack_without_label(desk=desk, number=record.number, because="printer_broken")
    kept = Packing.objects.get().no_label_because
    assert room.load(kept) == REASONS["printer_broken"]
    assert "broken" not in kept.replace("printer_broken", "")
