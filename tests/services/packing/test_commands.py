"""Every command in every state of the desk: it does what the help says, or says that it does nothing here."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from packages_ui.labels.documents.words import Language, words
from packages_ui.models import PrintJob
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.packing.commands import SHEET
from packages_ui.services.packing.desk import Desk, current
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.packing.steps import step_of
from tests.services.packing.at_desk import scans
from tests.services.packing.shelves import shelved

O = ScanOutcome  # noqa: E741 - many of them follow
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
COMMANDS = (*SHEET, "QTY-1", "QTY-9")


def idle(desk: Desk, sandbox: Sandbox) -> None:
    pass


def aside(desk: Desk, sandbox: Sandbox) -> None:
    units(desk, sandbox)
    scans(desk, "PARK")


def notes(desk: Desk, sandbox: Sandbox) -> None:
    scans(desk, shelved(sandbox, "AKN-A", "AKN-B", notes="Fragile").number)


def units(desk: Desk, sandbox: Sandbox) -> None:
    scans(desk, shelved(sandbox, "AKN-A", "AKN-B", "AKN-B").number, "AKN-A")


def blocked(desk: Desk, sandbox: Sandbox) -> None:
    units(desk, sandbox)
    scans(desk, "NOBODY-KNOWS")


def number(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", manual=True, tracking_number=None, waybill_number=None)
    scans(desk, record.number, "OK", "AKN-A")


def label(desk: Desk, sandbox: Sandbox) -> None:
    scans(desk, shelved(sandbox, "AKN-A").number, "AKN-A")


def read_back(desk: Desk, sandbox: Sandbox) -> None:
    label(desk, sandbox)
    now = timezone.now()
    PrintJob.objects.update(state="printed", printed_at=now, sent_at=now, sending_at=now)


ALWAYS = {"PARK": O.PARKED, "MISSING": O.MISSING}
STATES: dict[Callable[[Desk, Sandbox], None], dict[str, ScanOutcome]] = {
    idle: {},
    aside: {"NEXT": O.OPENED},
    notes: {"OK": O.CONFIRMED, **ALWAYS},
    units: {"UNDO": O.UNDONE, "SKIP": O.BY_HAND, "NEXT": O.MARKED, "QTY-1": O.BY_HAND, **ALWAYS},
    blocked: {**dict.fromkeys(COMMANDS, O.BLOCKED), "OK": O.ACKNOWLEDGED},
    number: {"UNDO": O.UNDONE, **ALWAYS},
    label: {"UNDO": O.UNDONE, **ALWAYS},
    read_back: {"UNDO": O.UNDONE, "REPRINT": O.WHY, **ALWAYS},
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("reach", STATES, ids=lambda reach: reach.__name__)
def test_it_does_what_the_help_says_or_says_that_it_does_nothing(
    desk: Desk, sandbox: Sandbox, reach: Callable[[Desk, Sandbox], None], command: str
) -> None:
    reach(desk, sandbox)
    before = current(desk)
    step = step_of(before) if before else None
    result = scans(desk, command)[0]
    assert result.outcome is STATES[reach].get(command, O.NOT_NOW)
    assert result.sentence or result.outcome is O.ACKNOWLEDGED
    after = current(desk)
    if result.outcome in (O.NOT_NOW, O.BLOCKED):
        assert (step_of(after) if after else None) is step


@pytest.mark.parametrize("language", Language)
def test_the_command_sheet_has_every_command(language: Language) -> None:
    assert {code for code in words(language).commands if not code.startswith("QTY")} == set(SHEET)
