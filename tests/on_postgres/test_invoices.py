"""Invoices of packages."""

from tests.on_postgres.rerun import rerun


def test_it_keeps_its_promises() -> None:
    rerun(
        "services/invoices",
        "services/packing/test_invoice.py",
        "views/packages/test_invoice.py",
        "views/packing/test_pack_invoice.py",
    )
