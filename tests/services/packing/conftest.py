"""A desk, and a package of the copy."""

import pytest

from packages_ui.models import Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing.desk import Desk
from tests.services.batch_makers import person
from tests.services.packing.shelves import shelved
from tests.services.station_makers import station_at


@pytest.fixture
def station(db: None) -> Station:
    return station_at(name="Desk 1")


@pytest.fixture
def desk(station: Station) -> Desk:
    return Desk(user_id=person("ayse").pk, station=station)


@pytest.fixture
def other_desk(db: None) -> Desk:
    return Desk(user_id=person("mehmet").pk, station=station_at(name="Desk 2"))


@pytest.fixture
def record(sandbox: Sandbox, desk: Desk) -> Record:
    """AKN-A once and AKN-B twice; nothing to be read first."""
    return shelved(sandbox, "AKN-A", "AKN-B", "AKN-B")
