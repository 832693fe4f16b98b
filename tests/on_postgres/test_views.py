"""Every page and every form, whatever is typed; and the pages that read many rows."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/overview",
        "views/packing/test_pack_statements.py",
        "views/test_hostile_values.py",  # its values take turns
        in_sixths=(
            "services/cutoffs",
            "views/batches/test_batch_printing.py",
            "views/batches/test_batches.py",
            "views/batches/test_printed_before.py",
            "views/batches/test_unknown.py",
            "views/handover/test_handover.py",
            "views/overview",
            "views/packages/test_detail.py",
            "views/packages/test_list.py",
            "views/stations/test_stations.py",
        ),
    )
