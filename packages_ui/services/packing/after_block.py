"""Scans made while an error is on screen: kept with it, and counted once it is acknowledged where they were
right. They are items in somebody's hands; what cannot count is named, to be scanned again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from packages_ui.messages import packing as messages
from packages_ui.messages.message import NOTHING, Message
from packages_ui.models import Packing, Scan
from packages_ui.services.barcodes.codes import plain
from packages_ui.services.packing import units
from packages_ui.services.packing.desk import Scanned
from packages_ui.services.packing.facts import Last, facts_of
from packages_ui.services.packing.results import ScanOutcome, ScanResult
from packages_ui.services.packing.steps import Step, before_label

MOST_KEPT = 100  # the page has been ignored for long
MOST_NAMED = 5
RIGHT = (ScanOutcome.COUNTED, ScanOutcome.ALL_COUNTED)


class Kept(TypedDict):
    """A scan, as the packing's block stores it: see services.packing.desk.Scanned."""

    key: str
    texts: list[str]
    clock: int


@dataclass(slots=True)
class _Counted:
    """`again`: codes that did not count, in their order."""

    products: Counter[str] = field(default_factory=Counter)
    again: dict[str, None] = field(default_factory=dict)
    last: Last | None = None


def blocked(packing: Packing, scanned: Scanned | None = None) -> ScanResult:
    """The error stays on screen. `scanned` is kept with it; a command or a choice is not carried out."""
    is_kept = scanned is not None and _keep(packing, scanned)
    sentence = messages.COUNTS_AFTER_OK() if is_kept else messages.NOT_DONE_YET()
    return ScanResult(outcome=ScanOutcome.BLOCKED, sentence=sentence)


def acknowledge(packing: Packing) -> ScanResult:
    """Remove the error; then what was scanned since counts in its order, where it is an item that is due. The
    packing is locked, and the caller saves it."""
    text, kept = packing.block.get("text", ""), kept_in(packing)
    packing.block = {}
    return count_kept(packing, kept, of_error=text) or ScanResult(outcome=ScanOutcome.ACKNOWLEDGED)


def kept_in(packing: Packing) -> list[Kept]:
    """What was scanned since the error, in order."""
    kept: list[Kept] = packing.block.get("kept", [])
    return kept


def count_kept(packing: Packing, kept: Sequence[Kept], *, of_error: str) -> ScanResult | None:
    """None where nothing was kept. The code that the error was about never counts: it may be the same item,
    tried again."""
    if not kept:
        return None
    counted = _Counted()
    for scan in kept:
        _count(packing, scan, counted, of_error=of_error)
    return _result(packing, counted)


def _keep(packing: Packing, scanned: Scanned) -> bool:
    kept = kept_in(packing)
    if scanned.kind or len(kept) >= MOST_KEPT:
        return False
    scan: Kept = {"key": scanned.key, "texts": list(scanned.texts), "clock": scanned.clock}
    packing.block = {**packing.block, "kept": [*kept, scan]}
    return True


def _count(packing: Packing, scan: Kept, counted: _Counted, *, of_error: str) -> None:
    texts = scan["texts"]
    is_due = before_label(packing) is Step.UNITS and plain(texts[0]) != plain(of_error)
    result = _unit(packing, scan, counted.last) if is_due else None
    if result is None or result.outcome not in RIGHT:
        counted.again[texts[0]] = None
        return
    counted.products[result.text] += 1
    counted.last = Last(text=texts[0], clock=scan["clock"], outcome=result.outcome)
    Scan.objects.filter(key=scan["key"], outcome=ScanOutcome.BLOCKED).update(outcome=result.outcome)


def _unit(packing: Packing, scan: Kept, last: Last | None) -> ScanResult:
    facts = replace(facts_of(packing, texts=scan["texts"]), last=last)
    return units.count(packing, texts=scan["texts"], clock=scan["clock"], facts=facts)


def _result(packing: Packing, counted: _Counted) -> ScanResult:
    items = [
        messages.ITEMS_OF(count=count, product=units.named(product))
        for product, count in counted.products.items()
    ]
    sentence = messages.COUNTED_AFTER(items=tuple(items)) if items else NOTHING
    again = _again(list(counted.again))
    if packing.units_done_at and items:
        return ScanResult(
            outcome=ScanOutcome.ALL_COUNTED, sentence=sentence + messages.ALL_COUNTED(), next=again
        )
    if not again:
        return ScanResult(outcome=ScanOutcome.COUNTED, sentence=sentence)
    return ScanResult(outcome=ScanOutcome.SCAN_AGAIN, sentence=again, next=sentence)


def _again(texts: list[str]) -> Message:
    if not texts:
        return NOTHING
    named: list[Message | str] = [*texts[:MOST_NAMED]]
    if (more := len(texts) - MOST_NAMED) > 0:
        named.append(messages.MORE_CODES(count=more))
    return messages.SCAN_THESE_AGAIN(codes=tuple(named))
