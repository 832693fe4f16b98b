"""The desk, what is fetched ahead, what is told to Seller Center, and how a schema grows."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "backoffice/test_compiled.py",
        "services/barcodes/test_package_codes.py",
        "services/handover/test_hand_over.py",
        "services/packing/test_scan.py",
        "services/packing/test_two_tabs.py",
        "services/claims/test_poll.py",
        "services/marks/test_hold.py",
        "services/packing/test_outage.py",
        "services/batches/test_ahead.py",
        "services/test_sweep.py",
        "test_migrations.py",
        in_thirds=(
            "backoffice/test_people.py",
            "services/batches/test_stale.py",
            "services/packing/test_after_block.py",
            "services/packing/test_find.py",
            "services/packing/test_mark.py",
            "services/packing/test_on_paper.py",
            "services/packing/test_stopped.py",
            "services/packing/test_without_label.py",
            "services/ahead/test_fetch_ahead.py",
            "services/status_changes/test_send.py",
        ),
    )
