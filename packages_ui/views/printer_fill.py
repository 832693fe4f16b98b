"""The smaller buttons of a printer's form: each fills something in, and saves nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from packages_ui.services.printing.setup import NotTold, ask_certificate, ask_count

SIZES = ((100, 150, ""), (100, 100, ""), (104, 120, ""), (105, 148, "A6"), (210, 297, "A4"))
COMPARE = (
    "This is what the printer shows now. Compare it with the fingerprint on the printer’s own display; save "
    "only if both are the same."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a button came to: a sentence beside the field `about`; `good`: the printer answered."""

    about: str
    sentence: str
    good: bool = True


def fill(data: QueryDict, step: str) -> Said | None:
    """Change `data` as the button `step` wishes (`size-100x150`, `count`, `certificate`)."""
    name, _dash, rest = step.partition("-")
    return FILLERS[name](data, rest) if name in FILLERS else None


def _size(data: QueryDict, size: str) -> None:
    data["width_mm"], _x, data["height_mm"] = size.partition("x")


def _count(data: QueryDict, _rest: str) -> Said:
    try:
        told = ask_count(address=data.get("address", ""))
    except NotTold as error:
        return Said(about="counts", sentence=f"{error} Nothing was changed.", good=False)
    data["counted"] = told.address
    labels = "1 label" if told.labels == 1 else f"{told.labels:,} labels"
    sentence = f"It says that it has printed {labels}. Tick this if only this back-office prints on it."
    return Said(about="counts", sentence=sentence)


def _certificate(data: QueryDict, _rest: str) -> Said:
    try:
        data["certificate"] = ask_certificate(address=data.get("address", ""))
    except NotTold as error:
        return Said(about="certificate", sentence=f"{error} Nothing was changed.", good=False)
    return Said(about="certificate", sentence=COMPARE)


FILLERS: dict[str, Callable[[QueryDict, str], Said | None]] = {
    "size": _size,
    "count": _count,
    "certificate": _certificate,
}
