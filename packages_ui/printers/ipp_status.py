"""An IPP printer's status."""

from dataclasses import dataclass
from enum import Enum

from packages_ui.messages import printers
from packages_ui.messages.message import NOTHING, Message
from packages_ui.printers.attributes import Attributes

PRINTER_ATTRIBUTES = (
    "printer-state",
    "printer-state-reasons",
    "printer-state-message",
    "printer-is-accepting-jobs",
    "printer-up-time",
    "document-format-supported",
    "media-supported",
    "pwg-raster-document-resolution-supported",
    "pwg-raster-document-type-supported",
)
PDF, PWG_RASTER = "application/pdf", "image/pwg-raster"
RASTER_KINDS = ("black_1", "sgray_8", "srgb_8")  # the one liked best first: bars have hard edges
CLOCK_TIME = 1_000_000_000  # as seconds since the start that would be 31 years: CUPS reports the time of day


class PrinterState(Enum):
    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


# What stops a printer, the cause before what follows from it.
TROUBLES = {
    "cover-open": printers.COVER_OPEN,
    "door-open": printers.COVER_OPEN,
    "interlock-open": printers.COVER_OPEN,
    "media-jam": printers.PAPER_JAM,
    "media-empty": printers.PAPER_OUT,
    "media-needed": printers.PAPER_OUT,
    "input-tray-missing": printers.TRAY_MISSING,
    "marker-supply-empty": printers.INK_OUT,
    "marker-ribbon-empty": printers.INK_OUT,
    "toner-empty": printers.TONER_OUT,
    "marker-waste-full": printers.WASTE_FULL,
    "output-area-full": printers.OUTPUT_FULL,
    "cutter-error": printers.CUTTER_STOPPED,
    "connecting-to-device": printers.SERVER_CANNOT_REACH,
    "timed-out": printers.SERVER_NO_ANSWER,
    "offline": printers.OFFLINE,
    "shutdown": printers.SHUT_DOWN,
    "spool-area-full": printers.SPOOL_FULL,
    "paused": printers.PAUSED,
    "moving-to-paused": printers.PAUSED,
    "stopping": printers.STOPPING,
    "stopped-partly": printers.PARTLY_STOPPED,
}
ALWAYS = {"connecting-to-device", "timed-out", "offline", "shutdown"}  # print servers add -report to these
# CUPS names no reason when its ipp backend does not get through; only these words (in English) show it.
UNREACHED = ("may not exist or is unavailable", "is not responding", "unable to locate printer")


@dataclass(frozen=True, slots=True)
class Raster:
    """PWG Raster as a printer takes it: `kind` is one of RASTER_KINDS."""

    dpi: int
    kind: str


@dataclass(frozen=True, slots=True)
class IppStatus:
    """`up_seconds`: since its start, None where it does not report that; `is_server`: it reports the time of
    day there, as CUPS does. `formats`: MIME types.
    `media`: PWG names of paper. `raster_dpis` and `raster_kinds`: of PWG Raster. `reasons` as the printer
    sends them, `message` its own words.
    """

    state: PrinterState
    reasons: tuple[str, ...] = ()
    accepting: bool = True
    up_seconds: float | None = None
    is_server: bool = False
    formats: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    raster_dpis: tuple[int, ...] = ()
    raster_kinds: tuple[str, ...] = ()
    message: str = ""

    @property
    def trouble(self) -> Message:
        """One sentence that says what is wrong and what to do; empty when all is well."""
        stopping = {_stem(reason) for reason in self.reasons if _may_stop(reason)}
        for stem, template in TROUBLES.items():
            if stem in stopping:
                return template()
        return self._unnamed_trouble()

    def raster(self, *, dpi: int) -> Raster | None:
        """What a printer at `dpi` wants in place of PDF; None where it takes PDF, or lists no formats."""
        if PWG_RASTER not in self.formats or PDF in self.formats:
            return None
        kind = next((each for each in RASTER_KINDS if each in self.raster_kinds), "sgray_8")
        dpis = self.raster_dpis or (dpi,)
        return Raster(min(dpis, key=lambda each: (each < dpi, abs(each - dpi))), kind)

    def _unnamed_trouble(self) -> Message:
        if any(words in self.message.lower() for words in UNREACHED):
            return printers.SERVER_CANNOT_REACH()
        errors = [_stem(reason) for reason in self.reasons if reason.endswith("-error")]
        if errors:
            return printers.NAMED_ERROR(name=errors[0].replace("-", " "))
        if self.state is PrinterState.STOPPED:
            return printers.STOPPED()
        if not self.accepting:
            return printers.NOT_ACCEPTING()
        return NOTHING

    @classmethod
    def read(cls, attributes: Attributes) -> "IppStatus":
        """Raises ValueError where the state is missing or none of IPP's."""
        up = attributes.number("printer-up-time")
        return cls(
            state=PrinterState(attributes.number("printer-state")),
            reasons=attributes.keywords("printer-state-reasons"),
            accepting=attributes.flag("printer-is-accepting-jobs") is not False,
            is_server=up is not None and up >= CLOCK_TIME,
            up_seconds=None if up is None or not 0 <= up < CLOCK_TIME else float(up),
            formats=attributes.keywords("document-format-supported"),
            media=attributes.keywords("media-supported"),
            raster_dpis=attributes.numbers("pwg-raster-document-resolution-supported"),
            raster_kinds=attributes.keywords("pwg-raster-document-type-supported"),
            message=attributes.text("printer-state-message"),
        )


def _stem(reason: str) -> str:
    for suffix in ("-error", "-warning", "-report"):
        if reason.endswith(suffix) and reason not in TROUBLES:
            return reason.removesuffix(suffix)
    return reason


def _may_stop(reason: str) -> bool:
    """A report mostly means something that does not stop it."""
    return not reason.endswith("-report") or _stem(reason) in ALWAYS
