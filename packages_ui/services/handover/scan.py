"""A box is scanned on its way into the cage: in it goes, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.models import Handover, HandoverBox, Scan, Station
from packages_ui.services.barcodes.codes import readings
from packages_ui.services.handover.find import Box, find
from packages_ui.services.handover.judge import AWAY, Verdict, judge, no_box, twice

MOST_OF_SCAN = 200
SOUNDS = {
    "in": "good",
    "twice": "twice",
    "wrong_carrier": "other",
    "unknown": "unknown",
    "not_read_back": "wrong",
    "cancelled": "wrong",
    "shipped": "many",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedBox:
    """What came of a scan. `outcome` is one of SOUNDS. `carrier` is whose cage the page goes on with, empty
    while none is chosen; `number` the package's, empty where it is not known."""

    text: str
    number: str
    carrier: str
    outcome: str
    sentence: str
    next_step: str

    @property
    def sound(self) -> str:
        """A word of static/sounds.js."""
        return SOUNDS[self.outcome]

    @property
    def blocks(self) -> bool:
        """Whether nothing goes on until a person has acknowledged it."""
        return self.outcome not in ("in", "twice")


def scan(
    *, texts: Sequence[str], station: Station | None, user_id: int, carrier: str = "", key: str = ""
) -> ScannedBox:
    """Put the box into the cage of `carrier`, without one into that of its own company, or say why not.

    `texts` are the ways to read the scan, the likeliest first. `key` is the page's own for it: sent again
    because the answer was lost, it counts once.
    """
    clean = [text[:MOST_OF_SCAN] for text in readings(texts)]
    text = clean[0] if clean else ""
    box = find(texts=clean)
    if box is None:
        verdict = no_box(text)
    else:
        verdict = judge(text=text, box=box, carrier=carrier) or _put(box, station, user_id)
    if box and verdict.outcome == "twice" and _went_in(key):
        verdict = _in(box)
    _note(key, text, verdict, station, user_id)
    goes_on = box is not None and verdict.outcome in ("in", "twice")
    return ScannedBox(
        text=text,
        number=box.number if box else "",
        carrier=box.carrier if box and goes_on else carrier,
        **verdict._asdict(),
    )


def _put(box: Box, station: Station | None, user_id: int) -> Verdict:
    """Into the open cage of its company, which is made if there is none. The cage is locked: one that is
    closed at this moment gets no box."""
    with transaction.atomic():
        cage, _ = Handover.objects.select_for_update().get_or_create(
            carrier=box.carrier[:200], closed_at=None, defaults={"station": station, "user_id": user_id}
        )
        _, made = HandoverBox.objects.get_or_create(
            handover=cage,
            package_number=box.number,
            defaults={"tracking_number": box.tracking, "user_id": user_id},
        )
    return _in(box) if made else twice(box)


def _in(box: Box) -> Verdict:
    away = f"{AWAY}: what was scanned at the packing station has decided. " if box.away else ""
    return Verdict("in", f"{box.number} is in.", f"{away}Next box.")


def _went_in(key: str) -> bool:
    return bool(key) and Scan.objects.filter(key=key, outcome="handover_in").exists()


def _note(key: str, text: str, verdict: Verdict, station: Station | None, user_id: int) -> None:
    if not key:
        return
    said = {"outcome": f"handover_{verdict.outcome}", "user_id": user_id, "station": station}
    Scan.objects.get_or_create(key=key, defaults={"text": text, "at": timezone.now(), **said})
