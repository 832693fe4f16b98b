"""How much each page loads on a first visit: what it names, compressed as it travels."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from packages_ui.sandbox.app import Sandbox
from tests.services.batch_makers import batch_of
from tests.services.station_makers import printer_of, station_at

NAMED = re.compile(r'(?:src|href)="(/static/[^"#]+)')
FONT, ICONS = "/static/vendor/inter.woff2", "/static/vendor/icons.svg"
COMPRESSED = {".woff2"}
MOST_BYTES, MOST_REQUESTS, MOST_OF_PAGE = 120 * 1024, 12, 30 * 1024


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize("name", ["overview", "list", "package", "desk", "batch", "station", "handover"])
def test_a_first_visit_is_light(packer_client: Client, sandbox: Sandbox, name: str) -> None:
    desk = station_at(printer_of(name="Zebra", answers=True), name="Desk 1")
    packer_client.post(f"/stations/{desk.pk}/use/")
    number = next(iter(sandbox.packages))
    paths = {
        "overview": "/",
        "list": "/packages/?limit=50",
        "package": f"/packages/{number}/",
        "desk": "/pack/",
        "batch": f"/labels/batches/{batch_of(number).pk}/",
        "station": f"/stations/{desk.pk}/",
        "handover": "/handover/",
    }
    page = packer_client.get(paths[name])
    named = {FONT, ICONS, *(urlsplit(address).path for address in NAMED.findall(page.content.decode()))}
    size = len(gzip.compress(page.content))

    assert size <= MOST_OF_PAGE
    assert size + sum(map(weight, named)) <= MOST_BYTES
    assert len(named) + len([page, "the words of scripts"]) <= MOST_REQUESTS


def weight(address: str) -> int:
    """In bytes, as it travels."""
    path = Path(str(finders.find(address.removeprefix(settings.STATIC_URL))))
    content = path.read_bytes()
    return len(content if path.suffix in COMPRESSED else gzip.compress(content))
