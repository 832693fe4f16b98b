"""Two at one package, and two tabs of one desk: no pair opens what is open, or two packages at one desk."""

from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from packages_ui.models import LabelBatch, Packing, PrintJob, Scan
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.services.packing import desk as desks
from packages_ui.services.packing import opening
from packages_ui.services.packing.desk import Desk, Scanned
from packages_ui.services.packing.results import ScanOutcome
from packages_ui.services.packing.scan import scan
from tests.services.batch_makers import person
from tests.services.packing.at_desk import outcomes, press
from tests.services.packing.shelves import shelved
from tests.services.pairs.at_once import Actors, Verb
from tests.services.station_makers import station_at

O = ScanOutcome  # noqa: E741 - several follow
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
OPEN = Packing.State.OPEN
NOW = timezone.now()


@pytest.fixture
def here(transactional_db: None) -> Desk:
    rights = frozenset({"take_over_packing"})
    return Desk(user_id=person("ayse").pk, station=station_at(name="Desk 1"), rights=rights)


@pytest.fixture
def there(transactional_db: None) -> Desk:
    rights = frozenset({"take_over_packing"})
    return Desk(user_id=person("mehmet").pk, station=station_at(name="Desk 2"), rights=rights)


@pytest.fixture
def one(sandbox: Sandbox, here: Desk) -> Record:
    return shelved(sandbox, "AKN-A", "AKN-B")


@pytest.fixture
def another(sandbox: Sandbox, here: Desk, one: Record) -> Record:
    return shelved(sandbox, "AKN-C", "AKN-D")


def send(desk: Desk, text: str, kind: str = "") -> Verb:
    """A scan as the page sends it, with a key of its own."""
    key = f"{desk.station.pk}-{text}-{kind}-{next(keys)}"
    return lambda: scan(desk=desk, scans=[Scanned(key=key, texts=(text,), kind=kind)])[0].outcome


keys = iter(range(10_000))


def test_it_does_any_two_things_at_two_desks(
    two: Actors, here: Desk, there: Desk, one: Record, another: Record
) -> None:
    """Opening, parking, taking over and moving, at the same desk and at another one."""
    scans = [(one.number, "package"), (another.number, "take_over"), ("PARK", "command"), ("NEXT", "command")]
    scans.append((f"STATION-{there.station.pk}", "command"))
    for first, second, desk in product(scans, scans, (here, there)):
        stop_at = 1
        while stop_at:
            begin(here, one, another)
            told, stop_at = two.at_once(send(here, *first), send(desk, *second), stop_at=stop_at)
            assert set(told) <= set(ScanOutcome), told
            assert_one_package_a_desk()


def begin(here: Desk, one: Record, another: Record) -> None:
    """One package open here, another one parked."""
    Packing.objects.all().delete()
    common = {"user_id": here.user_id, "station": here.station, "opened_at": NOW, "touched_at": NOW}
    Packing.objects.create(package_number=one.number, state=OPEN, **common)
    Packing.objects.create(package_number=another.number, state=Packing.State.PARKED, **common)


def assert_one_package_a_desk() -> None:
    live = list(Packing.objects.filter(state__in=Packing.LIVE).values_list("package_number", flat=True))
    open_ = list(Packing.objects.filter(state=OPEN).values_list("user", "station"))
    assert len(live) == len(set(live))
    assert len(open_) == len(set(open_))


def test_it_parks_what_another_tab_has_opened_meanwhile(
    two: Actors, here: Desk, one: Record, another: Record
) -> None:
    stop_at = 1
    while stop_at:
        Packing.objects.all().delete()
        told, stop_at = two.at_once(send(here, one.number), send(here, another.number), stop_at=stop_at)
        assert told == [O.OPENED, O.OPENED]
        assert sorted(Packing.objects.values_list("state", flat=True)) == ["open", "parked"]


def test_it_says_so_where_another_tab_is_always_faster(
    here: Desk, one: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faster(*_: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(opening, "begin", faster)
    word = opening.open_package(here, number=one.number)
    assert word.outcome is O.NOT_NOW
    assert "another tab" in word.sentence


def test_it_keeps_what_is_open_where_the_other_one_cannot_be_taken(
    here: Desk, there: Desk, one: Record, another: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes(there, another.number)
    press(there, "PARK")
    outcomes(here, one.number)
    monkeypatch.setattr(desks, "give_to", lambda *_: False)
    assert outcomes(here, another.number, kind="package") == [O.TAKEN]
    assert Packing.objects.get(package_number=one.number).state == OPEN


def test_it_parks_the_package_that_comes_to_a_station_where_one_is_open(
    here: Desk, there: Desk, one: Record, another: Record
) -> None:
    mine_there = Desk(user_id=here.user_id, station=there.station)
    outcomes(mine_there, another.number)
    outcomes(here, one.number)
    word = scan(desk=here, scans=[Scanned(key="station", texts=(f"STATION-{there.station.pk}",))])[0]
    assert another.number in word.sentence
    assert Packing.objects.get(package_number=one.number).state == Packing.State.PARKED


@pytest.mark.parametrize("lead_first", [True, False])
def test_its_label_is_requested_once_while_a_lead_prints_it(
    two: Actors, sandbox: Sandbox, here: Desk, there: Desk, lead_first: bool
) -> None:
    stop_at = 1
    while stop_at:
        for model in (Scan, Packing, PrintJob, LabelBatch):
            model.objects.all().delete()
        number = shelved(sandbox, "AKN-A").number
        outcomes(here, number)
        acts = [printed(there, number), send(here, "AKN-A")]
        told, stop_at = two.at_once(*(acts if lead_first else acts[::-1]), stop_at=stop_at)
        assert O.ALL_COUNTED in told, told
        assert PrintJob.objects.filter(package_number=number).count() == 1, told


def printed(desk: Desk, number: str) -> Verb:
    """From the list."""
    printer, key = desk.station.label_printer, f"list-{next(keys)}"
    request = PrintRequest(user_id=desk.user_id, key=key, packages=[number], printer=printer)
    return lambda: create(request)[1]
