"""Scans made while an error is on screen: counted after it where they were right, else named."""

import pytest

from packages_ui.models import Packing, PrintJob, Scan
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.packing import after_block
from packages_ui.services.packing.desk import Desk, Scanned
from packages_ui.services.packing.results import ScanOutcome, block_of
from packages_ui.services.packing.scan import scan
from tests.services.packing.at_desk import outcomes, press, scans
from tests.services.packing.shelves import shelved

O = ScanOutcome  # noqa: E741 - many of them follow
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def done() -> list[str]:
    """Products in the box, in the order of their units."""
    units = Packing.objects.get(state="open").units.filter(done_at__isnull=False)
    return list(units.values_list("product", flat=True))


def test_it_counts_what_was_right_in_its_order(desk: Desk, record: Record) -> None:
    scans(desk, record.number)
    assert outcomes(desk, "NOBODY-KNOWS", "AKN-B", "AKN-A") == [O.UNKNOWN, O.BLOCKED, O.BLOCKED]
    assert done() == []
    result = scans(desk, "OK")[0]
    assert result.outcome is O.COUNTED
    assert result.sentence == "Scanned since then and counted: 1 × AKN-B, 1 × AKN-A."
    assert done() == ["AKN-A", "AKN-B"]
    told = Scan.objects.filter(text__startswith="AKN").values_list("outcome", flat=True)
    assert set(told) == {O.COUNTED}


def test_it_names_what_has_to_be_scanned_again(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "NOBODY-KNOWS", "AKN-A", "AKN-A", "TRACK-1")
    result = scans(desk, "OK")[0]
    assert result.outcome is O.SCAN_AGAIN
    assert result.sentence == "Not counted, scan again: AKN-A, TRACK-1."
    assert result.next == "Scanned since then and counted: 1 × AKN-A."
    assert Packing.objects.get().block == {}


def test_it_prints_the_label_where_the_last_item_was_among_them(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "NOBODY-KNOWS", "AKN-A", "AKN-B", "AKN-B", "AKN-B")
    result = scans(desk, "OK")[0]
    assert result.outcome is O.ALL_COUNTED
    assert result.next == "Not counted, scan again: AKN-B."
    assert PrintJob.objects.get().package_number == record.number


def test_it_never_counts_the_code_of_the_error_itself(desk: Desk, record: Record) -> None:
    """The second scan of a scanner that repeats itself, tried again."""
    scans(desk, record.number)
    twice = [Scanned(key=f"at-{clock}-ms", texts=("AKN-B",), clock=clock) for clock in (5000, 5020, 5900)]
    assert [each.outcome for each in scan(desk=desk, scans=twice)] == [O.COUNTED, O.TWICE, O.BLOCKED]
    assert scans(desk, "OK")[0].sentence == "Not counted, scan again: AKN-B."
    assert done() == ["AKN-B"]


def test_it_counts_what_came_once_after_a_barcode_is_added(desk: Desk, record: Record) -> None:
    lead = Desk(user_id=desk.user_id, station=desk.station, rights=frozenset({"teach_barcode"}))
    scans(lead, record.number, "8690000000012", "8690000000012", "AKN-A")
    result = scans(lead, "AKN-B", kind="teach")[0]
    assert result.outcome is O.SCAN_AGAIN
    assert "8690000000012" in result.sentence
    assert done() == ["AKN-A", "AKN-B"]


def test_a_scan_that_is_sent_again_is_kept_and_counted_once(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "NOBODY-KNOWS")
    kept = Scanned(key="kept-just-once", texts=("AKN-B",), clock=9_000_000)
    assert [each.outcome for each in scan(desk=desk, scans=[kept, kept])] == [O.BLOCKED, O.REPEATED]
    ok = Scanned(key="the-key-of-the-ok", texts=("OK",), clock=9_001_000)
    assert [each.outcome for each in scan(desk=desk, scans=[ok, ok, kept])] == [
        O.COUNTED,
        O.REPEATED,
        O.REPEATED,
    ]
    assert done() == ["AKN-B"]


def test_it_understands_what_it_kept_of_another_keyboard(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "NOBODY-KNOWS")
    scan(desk=desk, scans=[Scanned(key="turkish-f-keys", texts=("uıç*f", "AKN-A"), clock=1)])
    assert press(desk, "OK") is O.COUNTED


def test_it_packs_no_box_by_a_label_scanned_under_an_error(desk: Desk, sandbox: Sandbox) -> None:
    record = shelved(sandbox, "AKN-A", tracking_number="TRACK-123456")
    scans(desk, record.number, "AKN-A", "NOT-THIS-LABEL", "TRACK-123456")
    assert scans(desk, "OK")[0].sentence == "Not counted, scan again: TRACK-123456."
    assert Packing.objects.get().packed_at is None


def test_a_command_under_an_error_is_said_not_to_be_done(desk: Desk, record: Record) -> None:
    scans(desk, record.number, "NOBODY-KNOWS")
    result = scans(desk, "PARK")[0]
    assert (result.outcome, "This was not done." in result.sentence) == (O.BLOCKED, True)
    block = block_of(Packing.objects.get())
    assert block
    assert block.kept == ()
    assert scans(desk, "OK")[0].outcome is O.ACKNOWLEDGED


def test_it_keeps_no_endless_list(desk: Desk, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after_block, "MOST_KEPT", 7)
    scans(desk, record.number, "NOBODY-KNOWS", *(f"CODE-{place}" for place in range(8)))
    assert "This was not done." in scans(desk, "CODE-9")[0].sentence
    assert scans(desk, "OK")[0].sentence == (
        "Not counted, scan again: CODE-0, CODE-1, CODE-2, CODE-3, CODE-4, 2 more."
    )
