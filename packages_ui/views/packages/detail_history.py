"""What was done to a package here, and by whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from packages_ui.models import Act
from packages_ui.services.audit import name_of
from packages_ui.services.packages.rows import status_name
from packages_ui.views.packages.detail_facts import local

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act. `changes` are field, before, after."""

    who: str
    when: str
    verb: str
    outcome: str
    look: str
    changes: tuple[tuple[str, str, str], ...]
    sentence: str


def history(number: str) -> tuple[Entry, ...]:
    """The last 50 acts, newest first."""
    acts = Act.objects.filter(package_number=number).select_related("user")[:MOST]
    return tuple(_entry(act) for act in acts)


def _entry(act: Act) -> Entry:
    return Entry(
        who=name_of(act.user),
        when=local(act.at),
        verb=Act.Verb(act.verb).label,
        outcome=Act.Outcome(act.outcome).label,
        look=f"oc-{act.outcome}",
        changes=tuple(_changes(act)),
        sentence=act.sentence,
    )


def _changes(act: Act) -> Iterator[tuple[str, str, str]]:
    for name in {**act.before, **act.after}:
        before, after = _text(name, act.before.get(name)), _text(name, act.after.get(name))
        if before != after and act.after:
            yield name.replace("_", " "), before, after


def _text(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "status" and isinstance(value, int):
        return status_name(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "–" if value in (None, "") else str(value)
