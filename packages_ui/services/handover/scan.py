"""Scan a box for handover: it is added, or the result says why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from packages_ui.messages import handover as messages
from packages_ui.messages.message import Message
from packages_ui.messages.packing import SCAN_NEXT
from packages_ui.models import Handover, HandoverBox, Scan, Station
from packages_ui.services.barcodes.codes import readings
from packages_ui.services.handover.find import Box, find
from packages_ui.services.handover.judge import Verdict, duplicate, judge, no_box
from packages_ui.services.packages.boxes import boxes_of

MOST_OF_SCAN = 200
SOUNDS = {
    "in": "good",
    "twice": "twice",
    "wrong_carrier": "other",
    "unknown": "unknown",
    "not_read_back": "wrong",
    "cancelled": "wrong",
    "shipped": "many",
    "stopped": "wrong",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedBox:
    """The result of a scan. `outcome` is one of SOUNDS. `carrier`: whose list the page continues with, empty
    while none is chosen; `number`: the package's, empty where unknown."""

    text: str
    number: str
    carrier: str
    outcome: str
    sentence: Message
    next_step: Message

    @property
    def sound(self) -> str:
        """A name of static/sounds.js."""
        return SOUNDS[self.outcome]

    @property
    def blocks(self) -> bool:
        """Whether a person has to acknowledge it before anything else counts."""
        return self.outcome not in ("in", "twice")


def scan(
    *, texts: Sequence[str], station: Station | None, user_id: int, carrier: str = "", key: str = ""
) -> ScannedBox:
    """Add the box to the list for `carrier`, or where that is empty for its own company; or say why not.

    `texts` are the possible readings of the scan, the likeliest first. `key` is the page's: sent again
    because a response was lost, the scan counts once.
    """
    clean = [text[:MOST_OF_SCAN] for text in readings(texts)]
    text = clean[0] if clean else ""
    box = find(texts=clean)
    if box is None:
        verdict = no_box(text)
    else:
        verdict = judge(text=text, box=box, carrier=carrier) or _put(box, station, user_id)
    if box and verdict.outcome == "twice" and _went_in(key):
        verdict = _added(box)
    _note(key, text, verdict, station, user_id)
    goes_on = box is not None and verdict.outcome in ("in", "twice")
    return ScannedBox(
        text=text,
        number=box.number if box else "",
        carrier=box.carrier if box and goes_on else carrier,
        **verdict._asdict(),
    )


def _put(box: Box, station: Station | None, user_id: int) -> Verdict:
    """Add it to the open handover of its company, which is created if there is none. That is locked: while it
    is being closed it gets no box."""
    with transaction.atomic():
        handover, _ = Handover.objects.select_for_update().get_or_create(
            carrier=box.carrier[:200], closed_at=None, defaults={"station": station, "user_id": user_id}
        )
        _, made = HandoverBox.objects.get_or_create(
            handover=handover,
            package_number=box.number,
            defaults={"tracking_number": box.tracking, "user_id": user_id},
        )
    return _added(box) if made else duplicate(box)


def _added(box: Box) -> Verdict:
    following = SCAN_NEXT()
    if box.away:
        decided = messages.DECIDED_BY_PACKING if box.packing else messages.DECIDED_BY_COPY
        following = decided() + following
    if boxes := boxes_of(number=box.number, order_number=box.order_number):
        following = boxes.whole + following
    return Verdict("in", messages.ADDED(number=box.number), following)


def _went_in(key: str) -> bool:
    return bool(key) and Scan.objects.filter(key=key, outcome="handover_in").exists()


def _note(key: str, text: str, verdict: Verdict, station: Station | None, user_id: int) -> None:
    if not key:
        return
    values = {"outcome": f"handover_{verdict.outcome}", "user_id": user_id, "station": station}
    Scan.objects.get_or_create(key=key, defaults={"text": text, "at": timezone.now(), **values})
