"""Products, the boxes of an order, and carts; invoices; our own marks."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/goods/test_table.py",
        "services/marks/test_searched.py",
        "services/marks/test_write_on.py",
        "services/bulk_actions/test_mark.py",
        "services/invoices/test_many.py",
        in_thirds=(
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
