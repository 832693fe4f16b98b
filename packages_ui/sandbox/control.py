"""The control address below `/_sandbox/`: switches, counts, reset. No key, but loopback only."""

from collections.abc import Mapping, Sized
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

import msgspec

from packages_ui.sandbox.answers import Answer, RefusalError, json_answer, refused
from packages_ui.sandbox.printer_control import control_printer
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.switches import Switches, changed
from packages_ui.sandbox.zpl_printer import ZplPrinter

PREFIX = "/_sandbox/"
_OPENAPI = Path(__file__).with_name("openapi.json")


class Controlled(Protocol):
    """What is controlled here: the sandbox, which imports this module."""

    switches: Switches
    printer: ZplPrinter | None

    @property
    def calls(self) -> Mapping[str, int]: ...

    @property
    def refused(self) -> Mapping[str, int]: ...

    @property
    def most_at_once(self) -> int: ...

    @property
    def packages(self) -> Sized: ...

    def reset(self) -> None: ...


def control(sandbox: Controlled, request: Request) -> Answer:
    """GET and POST `switches` (JSON, partial), POST `reset`: a `report`. GET and POST `printer` (the same for
    the printer beside it), GET `printer/last`: its last label. GET `openapi.json`: for anyone."""
    target = request.method, request.path.removeprefix(PREFIX)
    if target == ("GET", "openapi.json"):
        return Answer(status=200, body=_OPENAPI.read_bytes())
    if not _is_loopback(request.peer):
        raise RefusalError(403, {"detail": "The control address answers on this machine only."})
    match target:
        case "GET", "switches":
            return report(sandbox)
        case "POST", "switches":
            return _set_switches(sandbox, request)
        case "POST", "reset":
            sandbox.reset()
            return report(sandbox)
    return control_printer(sandbox.printer, request, *target)


def report(sandbox: Controlled) -> Answer:
    """`{"switches", "calls", "refused", "most_at_once", "packages"}`."""
    return json_answer(
        {
            "switches": msgspec.structs.asdict(sandbox.switches),
            "calls": dict(sandbox.calls),
            "refused": dict(sandbox.refused),
            "most_at_once": sandbox.most_at_once,
            "packages": len(sandbox.packages),
        }
    )


def _set_switches(sandbox: Controlled, request: Request) -> Answer:
    try:
        sandbox.switches = changed(sandbox.switches, request.any_json_object())
    except msgspec.ValidationError as error:
        raise refused(f"{error}. Nothing was changed.") from error
    return report(sandbox)


def _is_loopback(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False
