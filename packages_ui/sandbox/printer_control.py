"""The control address of the printer beside the sandbox: its knobs, its count, its last label."""

from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from packages_ui.sandbox.answers import Answer, json_answer, not_found, refused
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.zpl_printer import ZplPrinter

Labels = Annotated[int, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=3600)]


class PrinterSwitches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`paper`: labels left on the roll, null is endless. `slow`: seconds for a label. The others stop it, and
    `mute` leaves its questions unanswered."""

    paper: Labels | UnsetType | None = UNSET
    slow: Seconds | UnsetType = UNSET
    paused: bool | UnsetType = UNSET
    head_open: bool | UnsetType = UNSET
    ribbon_out: bool | UnsetType = UNSET
    mute: bool | UnsetType = UNSET


def control_printer(printer: ZplPrinter | None, request: Request, method: str, path: str) -> Answer:
    """GET and POST `printer` (JSON, partial): a report; GET `printer/last`: `{"zpl"}` of the last label."""
    if printer is None or path not in ("printer", "printer/last"):
        raise not_found()
    if path == "printer/last":
        return json_answer({"zpl": b"".join(printer.printed[-1:]).decode("utf-8", "replace")})
    if method == "POST":
        _set(printer, request)
    return _report(printer)


def _set(printer: ZplPrinter, request: Request) -> None:
    try:
        wanted = msgspec.convert(request.any_json_object(), PrinterSwitches)
    except msgspec.ValidationError as error:
        raise refused(f"{error}. Nothing was changed.") from error
    given = msgspec.structs.asdict(wanted).items()
    printer.set(**{name: value for name, value in given if value is not UNSET})


def _report(printer: ZplPrinter) -> Answer:
    """`{"switches", "printed", "waiting"}`: labels on paper since its start, and in its memory."""
    switches = {name: getattr(printer, name) for name in PrinterSwitches.__struct_fields__}
    return json_answer({"switches": switches, "printed": printer.counter, "waiting": len(printer.waiting)})
