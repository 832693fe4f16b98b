"""What is cached or stored of packages is put into words when it is shown."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from packages_ui.messages import message as room
from packages_ui.messages import packages as words
from packages_ui.models import Act, Printer, Station, StatusChange
from packages_ui.seller_center.types import Package
from packages_ui.services.packages.history import Names, names_in, sentence_of
from packages_ui.services.packages.rows import age, local, money, row
from packages_ui.services.packages.sorting import sort_key

NOBODY = Names()
AT = datetime(2026, 11, 28, 11, 5, tzinfo=UTC)


@pytest.fixture
def shouted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of another reader."""
    monkeypatch.setattr(room._Language, "gettext", staticmethod(lambda text: f"{text}!"))


def test_a_cached_row_is_put_into_words_when_it_is_shown(request: pytest.FixtureRequest) -> None:
    cached = row(Package(number="1", status=2, created_at=AT), now=AT + timedelta(hours=3))
    assert (cached.status_name, cached.age, cached.minutes) == ("Preparing", "3 h 0 min", 180)
    request.getfixturevalue("shouted")
    assert (cached.status_name, cached.age) == ("Preparing!", "3 h 0 min!")


def test_amounts_and_dates_follow_the_language() -> None:
    amount = Decimal("19886.47")
    assert (money(amount, "TRY"), local(AT)) == ("19,886.47 TRY", "28.11.2026 14:05")
    with translation.override("tr"):
        assert (money(amount, "TRY"), money(amount, "EUR")) == ("19.886,47 TL", "19.886,47 EUR")
        assert (local(AT), money(None, "TRY"), local(None)) == ("28.11.2026 14:05", "", "")


@pytest.mark.parametrize(
    ("span", "units", "shown"),
    [
        (timedelta(days=2, hours=3), 2, "2 d 3 h"),
        (timedelta(days=2, hours=3), 1, "2 d"),
        (timedelta(days=12, hours=3), 2, "12 d"),
        (timedelta(hours=3, minutes=4), 2, "3 h 4 min"),
        (timedelta(hours=3, minutes=4), 1, "3 h"),
        (timedelta(minutes=4), 2, "4 min"),
        (timedelta(minutes=-4), 2, "0 min"),
    ],
)
def test_an_age_has_two_units_at_most(span: timedelta, units: int, shown: str) -> None:
    assert age(span, units=units) == shown


def test_names_are_sorted_by_the_letters_of_the_language() -> None:
    names = ["Zeki", "Çetin", "Ömer", "Cem", "IŞIK", "İnci", "Oya"]
    with translation.override("tr"):
        assert sorted(names, key=sort_key) == ["Cem", "Çetin", "IŞIK", "İnci", "Oya", "Ömer", "Zeki"]
    assert sorted(["b", "A"], key=sort_key) == ["A", "b"]


def done(verb: str, **fields: object) -> Act:
    return Act(package_number="1", verb=verb, outcome="done", **fields)


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (done("print", after={"batch": 12}), "Label requested (batch 12)."),
        (
            done("reprint", after={"batch": 12, "because": "damaged"}),
            "Label printed again (batch 12). Reason: damaged",
        ),
        (done("answer", after={"batch": 1, "came_out": True}), "Label confirmed as printed (batch 1)."),
        (
            done("answer", after={"batch": 1, "came_out": False}),
            "Label did not print; it is printed again (batch 1).",
        ),
        (done("retry", after={"batch": 1, "because": "outdated"}), "Outdated label fetched again (batch 1)."),
        (done("pack", after={"units": 1, "by_hand": 0, "station": 7}), "Packed 1 item at Desk 1."),
        (
            done("pack", after={"units": 2, "by_hand": 1, "station": 8}),
            "Packed 2 items at a deleted station. 1 of them without a scan.",
        ),
        (
            done("pack_without_label", after={"units": 1, "station": 7, "because": "No printer"}),
            "Packed 1 item at Desk 1. Packed without a label. Reason: No printer",
        ),
        (done("hand_over", after={"handover": 3, "carrier": "Aras"}), "Added to the handover list of Aras."),
        (
            done("hand_over", before={"handover": 3}, after={"handover": None}),
            "Removed from the handover list.",
        ),
        (
            done("move", after={"batch": 4, "printer": None, "labels": 2}),
            "Batch 4: 2 labels moved to the browser.",
        ),
        (done("pause", after={"printer": 5, "because": "Jam"}), "Zebra paused. Reason: Jam"),
        (done("printer", after={"printer": 5, "name": "Zebra", "dpi": 203}), "Zebra added."),
        (
            done("printer", before={"name": "Zebra", "dpi": 203}, after={"name": "Zebra", "dpi": 300}),
            "Zebra changed: dpi: 203 → 300",
        ),
        (done("station", before={"name": "Desk 1"}, after={"deleted": True}), "Desk 1 deleted."),
        (
            done(
                "teach", before={"barcode": "869", "product": None}, after={"barcode": "869", "product": "A"}
            ),
            "Barcode 869 added to product A.",
        ),
        (done("agent", after={"agent": 1, "name": "Desk PC", "code": True}), "Desk PC: pairing code made."),
        (
            done("agent", before={"name": "Desk PC"}, after={"name": "Desk PC", "revoked": True}),
            "Desk PC revoked.",
        ),
        (done("update", sentence="As it was written."), "As it was written."),
        (done("pack", before={"change": "conflict"}), ""),
        (done("take_over", after={"anything": "else"}), "Taken over at a deleted station."),
        (done("of_old"), ""),
    ],
)
def test_the_history_says_what_was_done(act: Act, says: str) -> None:
    assert sentence_of(act, Names({7: "Desk 1"}, {5: "Zebra"})) == says


@pytest.mark.django_db
def test_the_names_of_what_was_done_are_read_by_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    printer = Printer.objects.create(name="Zebra", address="127.0.0.1:9100")
    station = Station.objects.create(name="Desk 1", label_printer=printer)
    acts = [
        done("pack", after={"units": 1, "station": station.pk}),
        done("pause", after={"printer": printer.pk}),
    ]
    with django_assert_num_queries(2):
        names = names_in(acts)
    assert [str(sentence_of(act, names)) for act in acts] == ["Packed 1 item at Desk 1.", "Zebra paused."]


@pytest.mark.django_db
def test_a_sentence_that_a_worker_stored_reads_in_the_readers_language(
    request: pytest.FixtureRequest,
) -> None:
    StatusChange.objects.create(
        package_number="1",
        status=3,
        sentence=words.BUSY(number="1"),
        wanted_at=AT,
        due_at=AT,
    )
    assert str(StatusChange.objects.get().sentence).endswith("in a few seconds.")
    request.getfixturevalue("shouted")
    assert str(StatusChange.objects.get().sentence).endswith("in a few seconds.!")
