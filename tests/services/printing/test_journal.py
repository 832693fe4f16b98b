"""What was sent, kept outside of the database."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from packages_ui.services.printing import journal
from packages_ui.services.printing.journal import Files, Journal, Lists, Sent


def sent(n: int) -> Sent:
    return Sent(n, datetime(2026, 11, 28, tzinfo=UTC), "key", f"AB{n:04}", 1, f"label-{n}")


@pytest.fixture(params=["files", "lists"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Journal:
    return Files(tmp_path / "sent") if request.param == "files" else Lists("a database")


def test_it_tells_the_last_and_all_before_it(kept: Journal) -> None:
    assert kept.last(7) is None
    for n in (1, 2, 3):
        kept.add(7, sent(n))
    kept.add(8, sent(1))
    assert kept.last(7) == sent(3)
    assert list(kept.newest(7)) == [sent(3), sent(2), sent(1)]
    assert kept.printers() == {7, 8}
    kept.drop(7)
    assert list(kept.newest(7)) == []
    assert kept.printers() == {8}


def test_it_keeps_a_bounded_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_BYTES", 1000)
    monkeypatch.setattr(journal, "MOST_KEPT", 10)
    for kept in (Files(tmp_path), Lists("another")):
        for n in range(1, 101):
            kept.add(7, sent(n))
        found = [each.n for each in kept.newest(7)]
        assert found == list(range(100, 100 - len(found), -1))
        assert 10 <= len(found) <= 30


def test_it_passes_over_half_a_line(tmp_path: Path) -> None:
    kept = Files(tmp_path)
    kept.add(7, sent(1))
    with (tmp_path / "7.jsonl").open("ab") as file:
        file.write(b'\n{"n":2,"at":"20')
    assert kept.last(7) == sent(1)
    kept.add(7, sent(3))
    assert [each.n for each in kept.newest(7)] == [3, 1]
