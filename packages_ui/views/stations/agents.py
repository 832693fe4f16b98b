"""PCs that print by the agent, as administrators see them: flat words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from packages_ui.messages.message import load
from packages_ui.models import PrintAgent
from packages_ui.services.printing.condition import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What pressing "Make a code" came to: the code, or why there is none."""

    name: str
    code: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRow:
    """One PC. `printers` print labels by it, `found` are those that it sees; `unused`: it may be deleted.
    `others`: id and name of the PCs that may get its printers."""

    pk: int
    name: str
    pc: str
    version: str
    state: str
    tone: str
    as_of: str
    printers: tuple[str, ...]
    found: tuple[str, ...]
    trouble: str
    revoked: bool
    unused: bool
    others: tuple[tuple[int, str], ...]


def agent_rows() -> tuple[AgentRow, ...]:
    """All of them, by their names."""
    agents = list(PrintAgent.objects.prefetch_related("printers"))
    paired = [agent for agent in agents if agent.paired_at and not agent.revoked_at]
    return tuple(_row(agent, [other for other in paired if other != agent]) for agent in agents)


def _row(agent: PrintAgent, others: Iterable[PrintAgent]) -> AgentRow:
    state, tone = _state(agent)
    printers = tuple(printer.name for printer in agent.printers.all())
    trouble = (
        f"{moment(agent.trouble_at)} {load(agent.trouble)}" if agent.trouble and agent.trouble_at else ""
    )
    return AgentRow(
        pk=agent.pk,
        name=agent.name,
        pc=", ".join(filter(None, (agent.host, agent.system))),
        version=agent.version,
        state=state,
        tone=tone,
        as_of=_("last seen {time}").format(time=moment(agent.seen_at)) if agent.seen_at else "",
        printers=printers,
        found=tuple(_found(printer) for printer in agent.found),
        trouble=trouble,
        revoked=agent.revoked_at is not None,
        unused=not printers,
        others=tuple((other.pk, other.name) for other in others) if printers else (),
    )


def _state(agent: PrintAgent) -> tuple[str, str]:
    if agent.revoked_at:
        return _("Revoked"), "secondary"
    if agent.paired_at is None:
        is_open = agent.code_until is not None and agent.code_until > timezone.now()
        return (_("Waiting for its code"), "secondary") if is_open else (_("Code expired"), "orange")
    return (_("Agent away"), "red") if agent.is_away else (_("Connected"), "green")


def _found(one: dict[str, object]) -> str:
    name = str(one.get("name", ""))
    return name if one.get("two_way") else _("{printer}: sent labels are not confirmed").format(printer=name)
