"""The labels of many packings by one query are those that each would find by itself."""

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.messages.packages import LABEL_CHANGED_SINCE
from packages_ui.models import Label, LabelBatch, Packing, PrintJob
from packages_ui.services.packing.beside import beside_of
from packages_ui.services.packing.facts import facts_of
from packages_ui.services.packing.job import job_of, jobs_of
from tests.services.batch_makers import batch_of, label_of, move
from tests.services.station_makers import printer_of

State = PrintJob.State
NOW = timezone.now()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def packing_of(number: str, batch: LabelBatch | None = None) -> Packing:
    return Packing.objects.create(package_number=number, batch=batch, opened_at=NOW, touched_at=NOW)


def test_it_finds_the_same_for_many_as_for_each() -> None:
    labels = {number: batch_of(number) for number in "12345"}
    packings = [packing_of(number, labels[number] if number in "12" else None) for number in "123456"]
    move(labels["1"], State.PRINTED)
    PrintJob.objects.create(batch=labels["1"], package_number="1", position=1, copy=2, wanted_at=NOW)
    move(labels["2"], State.CANCELLED)
    move(labels["3"], State.FAILED)
    move(labels["4"], State.PRINTED, label=label_of("4", b"%PDF"))
    move(labels["5"], State.PRINTED, label=label_of("5", b"%PDF"))
    Label.objects.filter(package_number="5").update(stale_at=NOW)

    with CaptureQueriesContext(connection) as queries:
        found = jobs_of(packings)

    assert len(queries) == 1
    assert found == {one.pk: job for one in packings if (job := job_of(one))}
    assert [one.package_number for one in packings if one.pk in found] == ["1", "4"]
    assert jobs_of([]) == {}


def test_it_is_told_by_the_statements_of_a_scan_and_of_the_page() -> None:
    printer = printer_of(name="Zebra", looked_at=NOW)
    label = label_of("1", b"%PDF")
    own, earlier = batch_of("1", printer=printer), batch_of("2", printer=printer)
    move(own, State.PRINTED, label=label, printer=printer, reason=LABEL_CHANGED_SINCE(), maybe_twice=True)
    move(earlier, State.SENT)
    for packing in (packing_of("1", own), packing_of("2")):
        assert facts_of(packing, texts=["x"]).job is None
        Packing.objects.filter(pk=packing.pk).update(units_done_at=NOW)
        for told in (facts_of(packing, texts=["x"]).job, beside_of(packing).job):
            assert _all_of(told) == _all_of(job_of(packing))


def _all_of(job: PrintJob | None) -> list[dict[str, object]]:
    """Its columns and those of what is read with it."""
    assert job
    rows: tuple[Model | None, ...] = (job, job.label, job.printer, job.batch, job.batch.printer)
    return [_columns(row) if row else {} for row in rows]


def _columns(row: Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
