"""What was done to a package here, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from packages_ui.models import Act
from packages_ui.services.audit import name_of
from packages_ui.services.packages.history import Names, names_in, sentence_of
from packages_ui.services.packages.rows import local
from packages_ui.views.packages.actions import ACTIONS
from packages_ui.views.packages.field_names import field_name, shown_value

MOST = 50
Verb = Act.Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One action. `changes` are field, before, after. `outcome` is empty where it simply was done."""

    who: str
    when: str
    verb: str
    outcome: str
    look: str
    changes: tuple[tuple[str, str, str], ...]
    sentence: str


def history(number: str) -> tuple[Entry, ...]:
    """The last 50 actions, newest first."""
    acts = list(Act.objects.filter(package_number=number).select_related("user")[:MOST])
    names = names_in(acts)
    return tuple(_entry(act, names) for act in acts)


def _entry(act: Act, names: Names) -> Entry:
    is_done = act.outcome == Act.Outcome.DONE
    return Entry(
        who=name_of(act.user),
        when=local(act.at),
        verb=str(Verb(act.verb).label),
        outcome="" if is_done else str(Act.Outcome(act.outcome).label),
        look=f"oc-{act.outcome}",
        changes=tuple(_changes(act)) if act.verb in ACTIONS else (),
        sentence=str(sentence_of(act, names)),
    )


def _changes(act: Act) -> Iterator[tuple[str, str, str]]:
    for name in {**act.before, **act.after}:
        before, after = (shown_value(name, fields.get(name)) for fields in (act.before, act.after))
        if before != after and act.after:
            yield field_name(name), before, after
