"""The condition of a printer in words: the one place for the desk and for every page."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone

from backoffice.compiled import Compiled
from backoffice.letters import capitalised
from packages_ui.messages import stations as messages
from packages_ui.messages.message import Message, message
from packages_ui.messages.printing import PAUSED
from packages_ui.models import Printer, Station
from packages_ui.models.print_agent import AWAY

NOTHING = message("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`head` is read from two metres away, `more` is what to do; `tone` is a colour's name, `as_of` when
    the printer was in this condition."""

    head: Message
    more: Message = NOTHING
    tone: str = "secondary"
    as_of: Message = NOTHING

    @property
    def bad(self) -> bool:
        """Whether someone should check the printer."""
        return self.tone in ("red", "orange")

    def of(self, name: str) -> Message:
        """`Zebra: out of paper`."""
        if self.head.code == PAUSED.code:
            return messages.PRINTER_PAUSED(printer=name)
        return messages.NAMED(printer=name, state=self.head)


def condition_of(printer: Printer) -> Condition:
    """A pause comes before trouble: while it lasts nothing is sent anyway."""
    if printer.paused_at:
        since = messages.SINCE(time=moment(printer.paused_at))
        return Condition(head=PAUSED(), more=_why_paused(printer), tone="orange", as_of=since)
    if not printer.is_fed:
        return Condition(head=messages.FROM_BROWSER(), more=messages.DIALOG_OPENS())
    if away := _agent_away(printer):
        return away
    if printer.looked_at is None:
        return Condition(head=messages.NOT_CHECKED(), more=messages.CHECKED_WHEN())
    as_of = messages.AS_OF(time=moment(printer.looked_at))
    if not printer.trouble:
        return Condition(head=messages.PRINTER_READY(), tone="green", as_of=as_of)
    head, more = headline(printer.trouble)
    return Condition(head=head, more=more, tone="red", as_of=as_of)


def _agent_away(printer: Printer) -> Condition | None:
    """None where no agent is away that the printer needs."""
    agent = printer.agent if printer.kind == Printer.Kind.AGENT else None
    if printer.kind != Printer.Kind.AGENT or (agent and not agent.is_away):
        return None
    if agent is None or agent.revoked_at:
        return Condition(head=messages.AGENT_AWAY(), more=messages.AGENT_REVOKED(), tone="red")
    as_of = messages.LAST_SEEN(time=moment(agent.seen_at)) if agent.seen_at else NOTHING
    return Condition(
        head=messages.AGENT_AWAY(), more=messages.AGENT_WAITS(pc=agent.name), tone="red", as_of=as_of
    )


def _why_paused(printer: Printer) -> Message:
    because = message(printer.paused_because) if printer.paused_because else messages.NO_REASON()
    return because + messages.ALSO_REPORTS(trouble=printer.trouble) if printer.trouble else because


def seen_at(*, station_id: int) -> tuple[object, ...]:
    """Different whenever the condition of the station's label printer changes; one statement, because many
    pages poll it. Empty where there is no such station."""
    found = CONDITION.rows(station_id=station_id, away_before=timezone.now() - AWAY)
    return found[0] if found else ()


def _seen_at(*, station_id: int, away_before: datetime) -> QuerySet[Station, Any]:
    silent = Q(label_printer__agent__seen_at__lt=away_before)
    away = When(silent | Q(label_printer__agent__revoked_at__isnull=False), then=1)
    polled = Case(When(label_printer__looked_at=None, then=0), default=1)
    shown = ("name", "kind", "trouble", "paused_at", "paused_because")
    columns = [f"label_printer__{name}" for name in shown]
    return Station.objects.filter(pk=station_id).values_list("name", *columns, polled, Case(away, default=0))


CONDITION = Compiled(_seen_at)


def headline(trouble: Message | str) -> tuple[Message, Message]:
    """What is wrong, and what to do about it: the first sentence and the rest, in the active language."""
    text = str(trouble)
    end = re.search(r"[.:] ", text)
    if end is None:
        return message(text.rstrip(".")), NOTHING
    rest = text[end.end() :]
    return message(text[: end.start()]), message(capitalised(rest))


def moment(when: datetime) -> str:
    """`14:03:22` of today, else with its date."""
    local = timezone.localtime(when)
    today = local.date() == timezone.localdate()
    return local.strftime("%H:%M:%S" if today else "%d.%m.%Y %H:%M")
