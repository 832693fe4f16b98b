"""Where labels can be printed, as the list of packages offers it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from packages_ui.models import PrintAgent, Printer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]


def agents_printer(name: str) -> None:
    agent = PrintAgent.objects.create(name=f"PC of {name}", token_hash=name, seen_at=timezone.now())
    Printer.objects.create(name=name, kind=Printer.Kind.AGENT, address="usb", agent=agent)


def opened(client: Client) -> tuple[list[Any], int]:
    """The places that the list offers, and how many statements it took."""
    with CaptureQueriesContext(connection) as statements:
        where = client.get("/packages/").context["where"]
    return [choice.words for choice in where], len(statements)


def test_it_asks_as_often_for_many_printers_of_agents_as_for_one(packer_client: Client) -> None:
    agents_printer("Zebra 1")
    opened(packer_client)  # what is kept for all is kept now
    one = opened(packer_client)
    agents_printer("Zebra 2")
    agents_printer("Zebra 3")
    many = opened(packer_client)
    assert [len(found) for found, _ in (one, many)] == [2, 4]
    assert many[1] == one[1]
