"""A line to the sandbox on which the calls that write can go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import httpx
import msgspec

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.gate import LocalGate
from packages_ui.services import client


@dataclass
class Wire(httpx.BaseTransport):
    """`says` (status, JSON) is answered instead of acting. `loses` the answer "before" or "after" the act;
    then `meanwhile` happens, and with `then_down` every later call fails. `written` keeps what was sent:
    method, path, JSON."""

    sandbox: Sandbox
    says: tuple[int, Any] | None = None
    loses: str = ""
    then_down: bool = False
    down: bool = False
    meanwhile: Callable[[], None] = lambda: None
    written: list[tuple[str, str, Any]] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down", request=request)
        inner = httpx.WSGITransport(app=self.sandbox)
        if request.method == "GET":
            return inner.handle_request(request)
        content = request.read()
        self.written.append(
            (request.method, request.url.path, msgspec.json.decode(content) if content else None)
        )
        if self.says:
            return httpx.Response(self.says[0], json=self.says[1])
        if self.loses == "before":
            raise self._lost(request)
        response = inner.handle_request(request)
        if self.loses:
            raise self._lost(request)
        return response

    def _lost(self, request: httpx.Request) -> httpx.ReadError:
        self.down = self.then_down
        self.meanwhile()
        return httpx.ReadError("lost", request=request)


@contextmanager
def wired(sandbox: Sandbox, **faults: Any) -> Iterator[Wire]:
    """The services talk over this line."""
    wire = Wire(sandbox, **faults)
    config = Config(url="http://127.0.0.1:8900", api_key="sandbox-key", tries=1)
    made = SellerCenter(config, transport=wire, gate=LocalGate())
    with patch.object(client, "_client", lambda _pid: made):
        yield wire
