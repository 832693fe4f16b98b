"""Invoices of the sandbox, made for tests."""

from dataclasses import replace

import httpx
import pytest
from django.utils import timezone

from packages_ui.models import Invoice
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.invoices import PATH
from packages_ui.sandbox.records import Record
from packages_ui.services.invoices import fetch
from packages_ui.services.invoices.address import source


def serve_files(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    """Invoices are fetched from the sandbox in this process."""
    transport = httpx.WSGITransport(app=sandbox)
    monkeypatch.setattr(fetch, "source", lambda: replace(source(), transport=transport))


def give(record: Record, kind: str = "pdf") -> None:
    """The package has an invoice at the sandbox."""
    record.body["invoice_url"] = f"{PATH}{kind}/{record.number}.pdf"


def fetch_all() -> int:
    """Until nothing is due; how many slips were made for printers."""
    made: list[None] = []
    while fetch.fetch_invoices(on_slip=lambda: made.append(None)):
        pass
    return len(made)


def hurry() -> None:
    """What is tried again later is due now."""
    Invoice.objects.filter(due_at__isnull=False).update(due_at=timezone.now())


def row_of(record: Record) -> Invoice:
    return Invoice.objects.get(package_number=record.number)
