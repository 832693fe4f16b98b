"""What the list says about labels."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Label, LabelBatch, Printer, PrintJob
from packages_ui.seller_center.types import Package
from packages_ui.services.batches.label_states import LabelWord, label_states
from packages_ui.services.packages.rows import Row, row

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def package() -> Row:
    return row(Package(number="1"))


def make_job(key: str, *, state: str, label: Label | None = None, reason: str = "") -> PrintJob:
    batch = LabelBatch.objects.create(key=key, digest=key)
    return PrintJob.objects.create(
        batch=batch, package_number="1", position=1, state=state, label=label, reason=reason, wanted_at=NOW
    )


def make_label(**fields: Any) -> Label:
    return Label.objects.create(package_number="1", format="pdf", size=1, made_at=NOW, **fields)


def test_it_says_none_where_nothing_was_asked(package: Row) -> None:
    assert label_states([package])["1"].word is LabelWord.NONE


@pytest.mark.parametrize(
    ("state", "word"),
    [("wanted", "fetching"), ("fetching", "fetching"), ("failed", "failed"), ("cancelled", "none")],
)
def test_it_follows_the_job(package: Row, state: str, word: str) -> None:
    make_job("a", state=state)

    assert label_states([package])["1"].word == word


def test_it_gives_the_reason_and_the_batch_of_a_failure(package: Row) -> None:
    job = make_job("a", state="failed", reason="No label yet.")

    said = label_states([package])["1"]

    assert (str(said.reason), said.batch_id) == ("No label yet.", job.batch_id)


@pytest.mark.parametrize(
    ("fields", "word"),
    [({}, "ready"), ({"fingerprint": "other"}, "stale"), ({"stale_at": NOW}, "stale")],
)
def test_it_compares_the_label_with_the_row(package: Row, fields: dict[str, Any], word: str) -> None:
    make_job("a", state="ready", label=make_label(**fields))

    assert label_states([package])["1"].word == word


@pytest.mark.parametrize(("state", "word"), [("ready", "ready"), ("printed", "printed")])
def test_it_is_good_where_the_label_was_made_from_what_the_row_is(
    package: Row, state: str, word: str
) -> None:
    make_job("a", state=state, label=make_label(fingerprint=package.fingerprint))

    assert label_states([package])["1"].word == word


@pytest.mark.parametrize(
    ("state", "printer", "word"),
    [
        ("sending", {"kind": "raw"}, "at-printer"),
        ("sent", {"kind": "ipp"}, "at-printer"),
        ("sent", {"kind": "raw", "answers": True}, "at-printer"),
        ("sent", {"kind": "raw"}, "handed"),
        ("sent", {"kind": "browser"}, "handed"),
        ("sent", None, "handed"),
        ("unknown", {"kind": "raw"}, "unknown"),
    ],
)
def test_it_knows_how_far_a_label_is_on_its_way_to_paper(
    package: Row, state: str, printer: dict[str, Any] | None, word: str
) -> None:
    job = make_job("a", state=state, label=make_label(stale_at=NOW if state == "unknown" else None))
    job.printer = Printer.objects.create(name="P", **printer) if printer else None
    job.save()

    assert label_states([package])["1"].word == word


@pytest.mark.parametrize("state", ["printed", "sent"])
def test_it_says_first_that_paper_is_out_of_date(package: Row, state: str) -> None:
    make_job("a", state=state, label=make_label(stale_at=NOW))

    assert label_states([package])["1"].word is LabelWord.STALE


def test_it_lets_the_newest_job_decide(package: Row) -> None:
    make_job("a", state="failed")
    make_job("b", state="ready", label=make_label())
    make_job("c", state="cancelled")

    assert label_states([package])["1"].word is LabelWord.READY


def test_it_asks_once_for_any_number_of_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [row(Package(number=str(number))) for number in range(50)]

    with django_assert_num_queries(1):
        label_states(rows)
