"""Every page and every form, whatever is typed; and the pages that read many rows."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "views/test_batch_printing.py",
        "views/test_batches.py",
        "views/test_detail.py",
        "views/test_handover.py",
        "views/test_hostile_values.py",
        "views/test_list.py",
        "views/test_overview.py",
        "views/test_pack_statements.py",
        "views/test_printed_before.py",
        "views/test_stations.py",
        "views/test_unknown.py",
    )
