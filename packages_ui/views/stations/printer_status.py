"""A printer as people see it: its condition in words, as flat values."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.models import Printer
from packages_ui.services.printing.condition import Condition, condition_of, moment

KINDS = {
    Printer.Kind.IPP: gettext_lazy("IPP printer"),
    Printer.Kind.RAW: gettext_lazy("ZPL printer"),
    Printer.Kind.AGENT: gettext_lazy("ZPL printer of a PC"),
    Printer.Kind.BROWSER: gettext_lazy("This computer's own printer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterWords:
    """`role` is what a station prints on it; `proof` says when and by whom it was verified. `pc` is the PC
    whose agent prints on it, `pc_error` what went wrong there last."""

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
    pc: str = ""
    pc_error: str = ""


def words_of(printer: Printer, *, role: str = "") -> PrinterWords:
    """Makes no database query where `proved_by` was selected with it."""
    return PrinterWords(
        pk=printer.pk,
        name=printer.name,
        kind=str(KINDS[Printer.Kind(printer.kind)]),
        paper=paper_of(printer),
        proof=_proof(printer),
        proved=printer.proved_at is not None,
        fed=printer.is_fed,
        paused=printer.paused_at is not None,
        condition=condition_of(printer),
        role=role,
        pc=_pc(printer),
        pc_error=_pc_error(printer),
    )


def address_text(printer: Printer) -> str:
    """Its address; behind an agent the PC and what the agent calls it."""
    if printer.agent is None:
        return printer.address
    return f"{printer.agent.name}: {printer.address.partition('/')[2]}"


def _pc(printer: Printer) -> str:
    """Nothing that changes by itself: the page of a station would be drawn again for it."""
    agent = printer.agent
    return _("PC {name}, agent {version}").format(name=agent.name, version=agent.version) if agent else ""


def _pc_error(printer: Printer) -> str:
    agent = printer.agent
    if agent is None or agent.trouble_at is None:
        return ""
    return _("Last error, {time}: {error}").format(time=moment(agent.trouble_at), error=agent.trouble)


def paper_of(printer: Printer) -> str:
    """`100 × 150 mm, 203 dpi`."""
    size = f"{printer.width_mm} × {printer.height_mm} mm"
    return f"{size}, {printer.dpi} dpi" if printer.is_fed else size


def _proof(printer: Printer) -> str:
    if printer.proved_at is None:
        return _("Not verified")
    when = moment(printer.proved_at)
    if printer.proved_by is None:
        return _("Verified {time}").format(time=when)
    return _("Verified {time} by {user}").format(time=when, user=printer.proved_by.get_username())
