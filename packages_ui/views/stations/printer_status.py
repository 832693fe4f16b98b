"""A printer as people see it: its state in plain words, as flat strings."""

from dataclasses import dataclass

from packages_ui.models import Printer
from packages_ui.services.printing.condition import Condition, condition_of, moment

KINDS = {
    Printer.Kind.IPP: "IPP printer",
    Printer.Kind.RAW: "ZPL printer",
    Printer.Kind.BROWSER: "This computer’s own printer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterWords:
    """`role` is what a station prints on it; `proof` says when somebody proved which printer it is."""

    pk: int
    name: str
    kind: str
    paper: str
    proof: str
    proved: bool
    fed: bool
    paused: bool
    condition: Condition
    role: str = ""


def words_of(printer: Printer, *, role: str = "") -> PrinterWords:
    """Asks the database nothing where `proved_by` was selected with it."""
    return PrinterWords(
        pk=printer.pk,
        name=printer.name,
        kind=KINDS[Printer.Kind(printer.kind)],
        paper=paper_of(printer),
        proof=_proof(printer),
        proved=printer.proved_at is not None,
        fed=printer.is_fed,
        paused=printer.paused_at is not None,
        condition=condition_of(printer),
        role=role,
    )


def paper_of(printer: Printer) -> str:
    """`100 × 150 mm, 203 dpi`."""
    size = f"{printer.width_mm} × {printer.height_mm} mm"
    return f"{size}, {printer.dpi} dpi" if printer.is_fed else size


def _proof(printer: Printer) -> str:
    if printer.proved_at is None:
        return "Not proved yet"
    by = f" by {printer.proved_by.get_username()}" if printer.proved_by else ""
    return f"Proved {moment(printer.proved_at)}{by}"
