"""The services on a Seller Center in this process: no port, no waiting."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import httpx

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.gate import Gate, LocalGate
from packages_ui.services import client


@contextmanager
def in_process(
    sandbox: Sandbox, *, api_key: str = "sandbox-key", tries: int = 2, gate: Gate | None = None
) -> Iterator[Sandbox]:
    """`services.client.seller_center()` talks to `sandbox`; with few `tries`, so that an outage is short."""
    config = Config(url="http://127.0.0.1:8900", api_key=api_key, tries=tries)
    transport = httpx.WSGITransport(app=sandbox)
    made = SellerCenter(config, transport=transport, gate=gate or LocalGate())
    with patch.object(client, "_client", lambda _pid: made):
        yield sandbox
