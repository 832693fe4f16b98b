"""Products, the boxes of an order, and carts."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/goods",
        "services/packages/test_boxes.py",
        "services/packing/test_slots.py",
        "views/packing/test_pack_goods.py",
        "views/test_goods.py",
    )
