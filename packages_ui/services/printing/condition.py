"""How a printer is, in plain words: worked out here alone, for the desk and for every page."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, When
from django.utils import timezone

from backoffice.compiled import Compiled
from packages_ui.models import Printer, Station

PAUSED = "Paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """`head` is read from two metres, `more` says what to do; `tone` is a colour's name, `as_of` when that
    was so."""

    head: str
    more: str = ""
    tone: str = "secondary"
    as_of: str = ""

    @property
    def bad(self) -> bool:
        """Whether somebody should look at it."""
        return self.tone in ("red", "orange")

    def of(self, name: str) -> str:
        """`Zebra is out of paper`."""
        if self.head == PAUSED:
            return f"{name} is paused"
        rest = self.head.removeprefix("The printer ")
        return f"{name}: {rest}" if rest == self.head else f"{name} {rest}"


def condition_of(printer: Printer) -> Condition:
    """A pause comes before trouble: while it lasts nothing is sent anyway."""
    if printer.paused_at:
        trouble = f" It also says: {printer.trouble}" if printer.trouble else ""
        more = f"{printer.paused_because or 'Nobody said why.'}{trouble}"
        return Condition(head=PAUSED, more=more, tone="orange", as_of=f"since {moment(printer.paused_at)}")
    if not printer.is_fed:
        return Condition(head="Prints from the browser", more="Its print dialog opens by itself.")
    if printer.looked_at is None:
        return Condition(
            head="Not asked yet", more="It is asked when somebody chooses its station or prints."
        )
    as_of = f"as of {moment(printer.looked_at)}"
    if not printer.trouble:
        return Condition(head="Ready", tone="green", as_of=as_of)
    head, more = headline(printer.trouble)
    return Condition(head=head, more=more, tone="red", as_of=as_of)


def seen_at(*, station_id: int) -> tuple[object, ...]:
    """Another one whenever the condition of the desk's label printer reads otherwise; one statement, which
    many pages ask often. Empty where there is no such station."""
    found = CONDITION.rows(station_id=station_id)
    return found[0] if found else ()


def _seen_at(*, station_id: int) -> QuerySet[Station, Any]:
    asked = Case(When(label_printer__looked_at=None, then=0), default=1)
    shown = ("name", "kind", "trouble", "paused_at", "paused_because")
    columns = [f"label_printer__{name}" for name in shown]
    return Station.objects.filter(pk=station_id).values_list("name", *columns, asked)


CONDITION = Compiled(_seen_at)


def headline(sentence: str) -> tuple[str, str]:
    """What is wrong, and the rest: what to do about it."""
    end = re.search(r"[.:] ", sentence)
    if end is None:
        return sentence.rstrip("."), ""
    rest = sentence[end.end() :]
    return sentence[: end.start()], rest[:1].upper() + rest[1:]


def moment(when: datetime) -> str:
    """`14:03:22` of today, else with its date."""
    local = timezone.localtime(when)
    today = local.date() == timezone.localdate()
    return local.strftime("%H:%M:%S" if today else "%d.%m.%Y %H:%M")
