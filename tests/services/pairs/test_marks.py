"""Two at one package's marks, or one at its hold while another prints, packs or hands it over: see
test_batch."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db.models import F

from packages_ui.models import (
    Act,
    Handover,
    HandoverBox,
    PackageMark,
    PackageStop,
    PackageTag,
    Packing,
    PrintJob,
    Scan,
    StatusChange,
    StoredPackage,
)
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.types import Package
from packages_ui.services.handover.handovers import close
from packages_ui.services.marks.hold import hold, release
from packages_ui.services.marks.stops import let_all_go, stopped
from packages_ui.services.marks.write_on import add_tag, assign, remove_tag, write_on
from packages_ui.services.mirror.keep import keep, keep_with_items
from packages_ui.services.packing.desk import Desk, Scanned
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.packing.scan import scan
from tests.services.ahead.makers import package_of
from tests.services.batch_makers import label_of, person
from tests.services.packing.at_desk import outcomes
from tests.services.packing.shelves import shelved
from tests.services.pairs import test_batch as verbs
from tests.services.pairs.at_once import Actors, Verb
from tests.services.pairs.check import all_pairs, faults
from tests.services.pairs.worlds import FED, JOINED, World
from tests.services.station_makers import station_at

O = ScanOutcome  # noqa: E741 - several follow
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]


@dataclass
class StoppedWorld(World):
    """A batch; the package at `place` is held, from the beginning if `held`."""

    held: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.held:
            hold_it(self)()

    def seen_jobs(self) -> tuple[object, ...]:
        """Of a stopped package no label is printed, with a sentence or without one yet; what was held back
        meanwhile continues with the next sweep."""
        let_all_go()
        rows = PrintJob.objects.filter(batch=self.batch_id).annotate(stopped=stopped())
        held = [(row.position, row.copy, row.stopped or bool(row.question)) for row in rows.order_by("pk")]
        jobs = super().seen_jobs()
        told = repr([(*job[:4], without_question(job[4])) for job in jobs])  # type: ignore[index]
        return (sorted(held), told.replace(self.id, ""))

    def seen(self) -> tuple[object, ...]:
        return (*super().seen(), PackageStop.objects.filter(number=self.number).count())


def without_question(values: tuple[object, ...]) -> tuple[object, ...]:
    return (*values[:2], *values[3:])


def hold_it(world: World) -> Verb:
    return partial(hold, number=world.number, because="fraud?", user_id=world.user)


def release_it(world: World) -> Verb:
    return partial(release, number=world.number, user_id=world.user)


PRINTING = {
    1: (verbs.print_again, verbs.resume),
    4: (verbs.it_did_not,),
    5: (verbs.print_it, verbs.leave_it_out),
    7: (verbs.begin, verbs.cancel, verbs.move, verbs.move_to_browser),
    8: (verbs.retry, verbs.own_label),
    10: (verbs.label_comes,),
}


@pytest.mark.in_turn("place", one_in=3)
@pytest.mark.parametrize("place", PRINTING)
def test_it_holds_a_package_while_its_label_moves(two: Actors, place: int) -> None:
    make = partial(StoppedWorld, jobs=FED, place=place)
    assert faults(two, make, [(hold_it, verb) for verb in PRINTING[place]]) == []


@pytest.mark.in_turn("place", one_in=3)
@pytest.mark.parametrize("place", PRINTING)
def test_it_releases_a_package_while_its_label_moves(two: Actors, place: int) -> None:
    make = partial(StoppedWorld, jobs=FED, place=place, held=True)
    assert faults(two, make, [(release_it, verb) for verb in PRINTING[place]]) == []


@pytest.mark.parametrize("held", [False, True])
def test_it_stops_a_package_while_a_browser_prints(two: Actors, held: bool) -> None:
    make = partial(StoppedWorld, jobs=JOINED, fed=False, joined=True, place=4, held=held)
    act = release_it if held else hold_it
    assert faults(two, make, [(act, verbs.open_it), (act, verbs.print_again)]) == []


@pytest.mark.parametrize("held", [False, True])
def test_it_holds_and_releases_at_once(two: Actors, held: bool) -> None:
    make = partial(StoppedWorld, jobs=FED, place=7, held=held)
    assert faults(two, make, all_pairs([hold_it, release_it])) == []


# --- at a desk and at handover


def of_hold(number: str, user_id: int) -> Verb:
    return partial(hold, number=number, because="fraud?", user_id=user_id)


@pytest.mark.parametrize("hold_first", [True, False])
def test_it_holds_a_package_while_it_is_packed(two: Actors, sandbox: Sandbox, hold_first: bool) -> None:
    """Packed before it was held, or not packed."""
    desk = Desk(user_id=person("ayse").pk, station=station_at(name="Desk 1"))
    stop_at = 1
    while stop_at:
        for model in (Scan, Packing, PrintJob, PackageStop, StatusChange):
            model.objects.all().delete()
        number = shelved(sandbox, "AKN-A").number
        assert outcomes(desk, number, "AKN-A")[-1] is O.ALL_COUNTED
        label = label_of(number, b"%PDF")
        PrintJob.objects.update(state=PrintJob.State.PRINTED, label=label, codes=F("package_number"))
        packs = partial(last_scan, desk, Packing.objects.get().tracking_number, stop_at)
        acts: list[Verb] = [of_hold(number, desk.user_id), packs]
        told, stop_at = two.at_once(*(acts if hold_first else acts[::-1]), stop_at=stop_at)
        packed = Packing.objects.filter(state=Packing.State.PACKED).exists()
        assert (O.PACKED in told, O.STOPPED in told) == (packed, not packed), told
        assert PackageStop.objects.filter(number=number).exists()


def last_scan(desk: Desk, text: str, place: int) -> object:
    return scan(desk=desk, scans=[Scanned(key=f"the-last-{place}", texts=(text,), clock=10**12)])[0].outcome


@pytest.mark.parametrize("hold_first", [True, False])
def test_it_holds_a_package_while_it_is_handed_over(two: Actors, hold_first: bool) -> None:
    user, stop_at = person(), 1
    while stop_at:
        for model in (Act, StatusChange, Handover, PackageStop):
            model.objects.all().delete()
        handover = Handover.objects.create(carrier="Aras")
        HandoverBox.objects.bulk_create(HandoverBox(handover=handover, package_number=one) for one in "AB")
        acts: list[Verb] = [of_hold("B", user.pk), partial(close, handover=handover, user_id=user.pk)]
        told, stop_at = two.at_once(*(acts if hold_first else acts[::-1]), stop_at=stop_at)
        left = StatusChange.objects.filter(package_number="B").exists()
        closed = Handover.objects.filter(closed_at__isnull=False).exists()
        assert left == closed == ("HandoverStopped" not in told), told
        assert PackageStop.objects.count() == 1


# --- notes and tags


@dataclass
class MarkedWorld(World):
    """One stored package, with a tag."""

    def __post_init__(self) -> None:
        super().__post_init__()
        StoredPackage.objects.all().delete()
        PackageMark.objects.all().delete()
        keep(packages=[package(self)])
        add_tag(number=self.number, tag="First", user_id=self.user)

    def seen(self) -> tuple[object, ...]:
        mark, row = PackageMark.objects.get(), StoredPackage.objects.get()
        tags = sorted(PackageTag.objects.values_list("key", flat=True))
        words = sorted(row.own_words.split("\n"))
        assert words == sorted(["", *filter(None, [mark.note, *tags])])
        assert row.search.endswith(row.own_words)
        assert row.search.count("zile basma") == 1
        return (mark.note, mark.version, tags, bool(mark.person_id), self.seen_acts())


def package(world: World) -> Package:
    return package_of(world.number, notes="zile basma", updated_at=world.now)


def tag_it(world: World) -> Verb:
    return partial(add_tag, number=world.number, tag="VIP", user_id=world.user)


def tag_it_too(world: World) -> Verb:
    return partial(add_tag, number=world.number, tag="Other", user_id=world.user)


def untag_it(world: World) -> Verb:
    return partial(remove_tag, number=world.number, tag="first", user_id=world.user)


def note_it(world: World) -> Verb:
    values: dict[str, Any] = {"note": "mine", "tags": ["New"], "assigned": ""}
    return partial(write_on, number=world.number, seen=1, user_id=world.user, **values)


def assign_it(world: World) -> Verb:
    return partial(assign, number=world.number, assigned=f"p{world.user}", user_id=world.user)


def list_it(world: World) -> Verb:
    return partial(keep, packages=[package(world)])


def read_it(world: World) -> Verb:
    return partial(keep_with_items, snapshots={world.number: (package(world), ())})


WRITING = (tag_it, tag_it_too, untag_it, note_it, assign_it, list_it, read_it)


def test_it_writes_any_two_things_on_a_package(two: Actors) -> None:
    """And what it is found by is what was written."""
    assert faults(two, MarkedWorld, all_pairs(WRITING)) == []


@dataclass
class NewWorld(MarkedWorld):
    """A package that was never marked, and is not stored."""

    def __post_init__(self) -> None:
        super().__post_init__()
        StoredPackage.objects.all().delete()
        PackageMark.objects.all().delete()


def test_it_finds_a_package_that_was_marked_while_it_was_first_read(two: Actors) -> None:
    pairs = [(tag_it, list_it), (tag_it, read_it), (note_first, list_it)]
    assert faults(two, NewWorld, pairs) == []


def test_it_makes_one_mark_of_two_first_ones(two: Actors) -> None:
    assert faults(two, StoredNew, all_pairs([tag_it, tag_it_too, note_first, assign_it])) == []


def note_first(world: World) -> Verb:
    values: dict[str, Any] = {"note": "mine", "tags": ["New"], "assigned": ""}
    return partial(write_on, number=world.number, seen=0, user_id=world.user, **values)


@dataclass
class StoredNew(NewWorld):
    """The same, stored."""

    def __post_init__(self) -> None:
        super().__post_init__()
        keep(packages=[package(self)])
