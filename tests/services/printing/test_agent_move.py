"""The printers of one PC become those of another."""

from typing import Any

import pytest
from django.utils import timezone

from packages_ui.models import Act, PrintAgent, Printer, PrintJob
from packages_ui.services.printing import agent_move
from packages_ui.services.printing.agent_move import Moved, move_printers, targets_of
from tests.services.batch_makers import batch_of, move, person, states

pytestmark = pytest.mark.django_db
State, Cause = PrintJob.State, PrintJob.Cause
USB, LASER = "usb:52J1234", "queue:Laser"
FOUND = [{"key": key, "name": key, "two_way": True} for key in (USB, LASER)]


def pc(name: str, **fields: Any) -> PrintAgent:
    now = timezone.now()
    return PrintAgent.objects.create(**{"name": name, "paired_at": now, "seen_at": now, **fields})


@pytest.fixture
def old() -> PrintAgent:
    return pc("Old PC", found=FOUND)


@pytest.fixture
def new() -> PrintAgent:
    return pc("New PC", found=FOUND)


def printer_at(agent: PrintAgent, key: str = USB, **fields: Any) -> Printer:
    given = {
        "name": f"{key} at {agent.name}",
        "kind": "agent",
        "agent": agent,
        "address": f"{agent.pk}/{key}",
    }
    return Printer.objects.create(**given, **fields)


def moved(old: PrintAgent, new: PrintAgent) -> Moved:
    return move_printers(agent=old, to=new, user_id=person().pk)


@pytest.mark.parametrize("key", [USB, LASER, "tcp:192.0.2.7:9100"])
def test_it_is_the_same_printer_at_the_other_pc(old: PrintAgent, new: PrintAgent, key: str) -> None:
    printer = printer_at(old, key, counts=key == USB, proved_at=timezone.now(), answers=True)
    assert moved(old, new) == Moved(printers=(printer.name,), left=(), to_check=0)
    printer.refresh_from_db()
    assert (printer.agent, printer.address) == (new, f"{new.pk}/{key}")
    assert (printer.counts, printer.answers, printer.proved_at) == (key == USB, False, None)
    assert Act.objects.get(verb=Act.Verb.PRINTER).after["address"] == f"{new.pk}/{key}"


def test_it_asks_about_what_the_old_pc_did_not_confirm(old: PrintAgent, new: PrintAgent) -> None:
    printer = printer_at(old, counts=True)
    batch = batch_of("1", "2", "3", printer=printer)
    move(batch, State.SENT, 1, printer=printer, count_before=5)
    move(batch, State.UNKNOWN, 2, printer=printer, count_before=6, cause=Cause.DIED, handle="label-2")
    assert moved(old, new).to_check == 1
    assert states(batch) == [State.UNKNOWN, State.UNKNOWN, State.WANTED]
    asked = batch.jobs.filter(state=State.UNKNOWN).values_list("cause", "count_before")
    assert set(asked) == {(Cause.OFFLINE, None)}  # the new PC never saw them and is not asked


def test_it_leaves_a_printer_to_which_a_label_is_being_sent(old: PrintAgent, new: PrintAgent) -> None:
    busy, idle = printer_at(old), printer_at(old, LASER)
    move(batch_of("1", printer=busy), State.SENDING, printer=busy)
    result = moved(old, new)
    assert result.printers == (idle.name,)
    assert "being sent" in str(result.left[0])
    busy.refresh_from_db()
    assert (busy.agent, busy.address) == (old, f"{old.pk}/{USB}")


@pytest.mark.parametrize(
    ("key", "there", "why"),
    [
        ("usb:OTHER", {}, "does not see it"),
        (LASER, {"system": "Windows 11"}, "from the browser"),
    ],
)
def test_it_leaves_what_the_other_pc_cannot_print_on(
    old: PrintAgent, key: str, there: dict[str, Any], why: str
) -> None:
    printer = printer_at(old, key, language=Printer.Language.PAGES)
    result = moved(old, pc("New PC", found=FOUND, **there))
    assert result.printers == ()
    assert why in str(result.left[0])
    printer.refresh_from_db()
    assert printer.agent == old


def test_it_makes_no_second_sender_of_a_printer_that_is_there_already(
    old: PrintAgent, new: PrintAgent
) -> None:
    printer_at(old)
    printer_at(new)
    assert "Delete one of the two" in str(moved(old, new).left[0])


def test_it_gives_nothing_to_a_pc_that_is_not_paired(old: PrintAgent, new: PrintAgent) -> None:
    pc("Revoked", revoked_at=timezone.now())
    pc("Never paired", paired_at=None)
    assert list(targets_of(old)) == [new]


def test_it_moves_nothing_that_somebody_else_has_moved_meanwhile(
    old: PrintAgent, new: PrintAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two administrators press at once, each with another PC in mind."""
    printer, third = printer_at(old), pc("Third PC", found=FOUND)
    real = agent_move._refusal

    def late(*words: Any) -> Any:
        monkeypatch.setattr(agent_move, "_refusal", real)
        assert moved(old, third).printers == (printer.name,)
        return real(*words)

    monkeypatch.setattr(agent_move, "_refusal", late)
    assert "Someone else" in str(moved(old, new).left[0])
    printer.refresh_from_db()
    assert printer.agent == third
