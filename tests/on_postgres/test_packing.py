"""The desk, what is fetched ahead, what is told to Seller Center, and how a schema grows; products, the boxes
of an order, carts, invoices and our own marks."""

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
        "services/goods/test_table.py",
        "services/marks/test_searched.py",
        "services/marks/test_write_on.py",
        "services/bulk_actions/test_mark.py",
        "services/invoices/test_many.py",
        in_sixths=(
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
            "services/goods/test_fetch.py",
            "services/goods/test_match.py",
            "services/goods/test_pictures.py",
            "services/goods/test_product_labels.py",
            "services/invoices/test_fetch.py",
            "services/invoices/test_paper.py",
            "services/packages/test_boxes.py",
            "services/packing/test_invoice.py",
            "services/packing/test_slots.py",
            "views/packages/test_invoice.py",
            "views/packages/test_own_marks.py",
            "views/packing/test_pack_goods.py",
            "views/packing/test_pack_invoice.py",
            "views/packing/test_pack_own_marks.py",
            "views/test_goods.py",
        ),
    )
