"""One wish is one document, and only what can be made is wanted."""

from typing import Any

import pytest

from packages_ui.models import Document
from packages_ui.services.errors import InvalidDocument
from tests.services.batch_makers import batch_of
from tests.services.documents.makers import Kind, wanted
from tests.services.station_makers import station_at

pytestmark = pytest.mark.django_db


def test_it_makes_one_document_of_two_presses() -> None:
    assert wanted("1", "2", key="k") == wanted("1", "2", key="k")
    assert Document.objects.count() == 1


@pytest.mark.parametrize("other", [{"paper": "A6"}, {"language": "tr"}, {"is_reversed": True}])
def test_it_does_not_take_another_wish_for_the_same(other: dict[str, Any]) -> None:
    assert wanted("1", key="k") != wanted("1", key="k", **other)
    assert wanted("1", key="k") != wanted("2", key="k")


def test_it_keeps_the_order_and_takes_each_package_once() -> None:
    document = wanted(" 3", "1", "3", "", "2")
    assert (document.about, document.total, document.state) == ({"numbers": ["3", "1", "2"]}, 3, "wanted")


def test_it_takes_a_batchs_packages_in_the_order_of_its_labels() -> None:
    batch = batch_of("3", "1", "2")
    document = wanted(about={"batch": str(batch.pk)})
    assert document.about == {"batch": batch.pk, "numbers": ["3", "1", "2"]}


def test_it_takes_no_prices_for_a_pick_list_and_no_order_for_a_command_sheet() -> None:
    assert not wanted("1", with_prices=True).with_prices
    assert not wanted(kind=Kind.COMMAND_SHEET, is_reversed=True).is_reversed
    assert wanted("1", kind=Kind.PACKING_SLIP, with_prices=True).with_prices


def test_it_wants_a_slip_for_a_station_that_there_is() -> None:
    station = station_at()
    assert wanted(kind=Kind.STATION_SLIP, about={"station": station.pk}).about == {"station": station.pk}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "poem"}, "no such document"),
        ({"paper": "A3"}, "no such paper"),
        ({"language": "de"}, "no such language"),
        ({"about": {}}, "No package is selected"),
        ({"about": {"numbers": ["1\n2"]}}, "package numbers is invalid"),
        ({"about": {"numbers": ["1" * 65]}}, "package numbers is invalid"),
        ({"about": {"numbers": list(map(str, range(1001)))}}, "1001 packages are selected"),
        ({"about": {"batch": "7"}}, "This batch no longer exists"),
        ({"kind": Kind.STATION_SLIP, "about": {"station": "x"}}, "This station no longer exists"),
        ({"kind": Kind.HANDOVER_LIST, "about": {}}, "This handover no longer exists"),
    ],
)
def test_it_says_why_nothing_was_made(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidDocument, match=said):
        wanted(**fields)
    assert not Document.objects.exists()
