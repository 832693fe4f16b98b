"""Every pair of verbs on one printer: see test_batch."""

from functools import partial

import pytest

from packages_ui.messages.message import message
from packages_ui.models import PrintJob
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.services.printing import auto_pause, control, ledger, pairing, slips
from packages_ui.services.printing.control import move_batch
from packages_ui.services.printing.pairing import verify
from packages_ui.services.printing.printer_setup import readdress
from packages_ui.services.printing.stations import (
    delete_printer,
    save_printer,
    save_station,
    set_label_printer,
)
from tests.services.batch_makers import person
from tests.services.pairs.at_once import Actors, Verb
from tests.services.pairs.check import Loaded, all_pairs, faults, some
from tests.services.pairs.worlds import FED, World

State = PrintJob.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media", "_quick_paper")]


@pytest.fixture
def _quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes long and touches no row."""
    monkeypatch.setattr(pairing, "_draw", lambda *_: b"%PDF")
    monkeypatch.setattr(slips, "_draw_test_page", lambda *_: b"%PDF")


def stop(world: World) -> Verb:
    return partial(control.pause_printer, printer=world.printer(), because="new roll", user_id=world.user)


def resume(world: World) -> Verb:
    return partial(control.resume_printer, printer=world.printer(), user_id=world.user)


def stop_by_itself(world: World) -> Verb:
    """Its feeder has seen enough."""
    return partial(auto_pause.pause_because, world.printer(), message("It swallows labels."))


def rename(world: World) -> Verb:
    printer = world.printer()
    printer.name = f"other {world.id}"
    return partial(save_printer, printer=printer, fields=["name", "address", "kind"], user_id=world.user)


def give_address(world: World) -> Verb:
    printer = world.printer()
    printer.address = "127.0.0.1:9109"
    return partial(readdress, printer=printer, fields=["name", "address", "kind"], user_id=world.user)


def delete(world: World) -> Verb:
    printer = world.printer()
    return lambda: bool(delete_printer(printer=printer, user_id=world.user))  # whether it has to stay


def print_test_page(world: World) -> Verb:
    return partial(slips.print_test_page, printer=world.printer(), user_id=world.user)


def print_pairing_slip(world: World) -> Verb:
    return partial(pairing.pair, printer=world.printer(), user_id=world.user)


def scan_the_slip(world: World) -> Verb:
    return lambda: bool(verify(code=f"PRINTER{world.code}", station=None, user_id=world.user))


def begin(world: World) -> Verb:
    job, token, printer = world.job(7), world.token(world.a), world.printer()
    return partial(ledger.begin, job, printer=printer, token=token, handle="h", pieces=1, count_before=None)


def print_on_it(world: World) -> Verb:
    packages = [f"{world.id}-new"]
    wish = PrintRequest(user_id=world.user, key=world.id, packages=packages, printer=world.printer())
    return lambda: create(wish)[1]


def move_to_it(world: World) -> Verb:
    return partial(move_batch, batch=world.batch(), printer=world.printer(), user_id=world.user)


def give_it_to_a_station(world: World) -> Verb:
    return partial(set_label_printer, station=world.station, printer=world.printer(), user_id=world.user)


def choose_it_for_a_station(world: World) -> Verb:
    station = type(world.station).objects.get(pk=world.station.pk)
    station.label_printer = world.printer()
    return partial(save_station, station=station, fields=["name", "label_printer"], user_id=world.user)


VERBS: tuple[Loaded, ...] = (
    stop,
    resume,
    stop_by_itself,
    rename,
    give_address,
    delete,
    print_test_page,
    print_pairing_slip,
    scan_the_slip,
    give_it_to_a_station,
    choose_it_for_a_station,
    print_on_it,
)


def test_it_does_any_two_things_to_a_printer(two: Actors) -> None:
    assert faults(two, partial(World, jobs=FED), all_pairs((*VERBS, begin))) == []


def test_it_deletes_a_printer_while_anything_else_is_done_to_it(two: Actors) -> None:
    """Its batch is at another one, so it may be deleted."""
    make = partial(World, jobs=FED, about="c")
    assert faults(two, make, some((verb, delete) for verb in (*VERBS, move_to_it))) == []


def print_first_three(world: World) -> Verb:
    return printing(world, "1", "2", "3")


def print_last_three(world: World) -> Verb:
    return printing(world, "2", "3", "4")


def printing(world: World, *numbers: str) -> Verb:
    packages = [f"{world.id}-{number}" for number in numbers]
    user = person(f"lead {numbers[0]}").pk
    wish = PrintRequest(user_id=user, key=numbers[0], packages=packages, printer=world.printer())
    return lambda: create(wish)[1]


def test_it_asks_whoever_prints_what_is_being_printed_at_this_moment(two: Actors) -> None:
    """Overlapping lists: the labels in both came out twice, unasked."""
    assert faults(two, World, [(print_first_three, print_last_three)]) == []
    world = World()
    told = two.one_after_the_other(print_first_three(world), print_last_three(world))
    assert told == [True, "AlreadyPrinted"]
