"""The result of one scan: an outcome, a large sentence, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum

from packages_ui.messages.message import NOTHING, Message, dump, load
from packages_ui.models import Packing


class ScanOutcome(StrEnum):
    """How a scan ended. It is stored with the scan and decides sound and colour."""

    OPENED = "opened"
    SEVERAL = "several"
    NOTHING = "nothing"
    TAKEN = "taken"
    NOT_PREPARING = "not_preparing"
    AWAY = "away"
    NOTES_FIRST = "notes_first"
    CONFIRMED = "confirmed"
    COUNTED = "counted"
    BY_HAND = "by_hand"
    ALL_COUNTED = "all_counted"
    WRONG = "wrong"
    TOO_MANY = "too_many"
    OTHER_PACKAGE = "other_package"
    TWICE = "twice"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"
    SCAN_AGAIN = "scan_again"
    ACKNOWLEDGED = "acknowledged"
    UNDONE = "undone"
    MARKED = "marked"
    PARKED = "parked"
    NUMBER = "number"
    WHY = "why"
    REPRINTED = "reprinted"
    WRONG_BOX = "wrong_box"
    NO_LABEL_YET = "no_label_yet"
    NO_INVOICE = "no_invoice"
    INVOICE = "invoice"
    PACKED = "packed"
    STATION = "station"
    MISSING = "missing"
    CHANGED = "changed"
    STOPPED = "stopped"
    NOT_NOW = "not_now"
    REPEATED = "repeated"


O = ScanOutcome  # noqa: E741 - a table follows
SOUNDS: dict[ScanOutcome, str] = {
    **dict.fromkeys((O.OPENED, O.CONFIRMED, O.COUNTED, O.BY_HAND, O.NUMBER, O.UNDONE, O.MARKED), "good"),
    **dict.fromkeys((O.ALL_COUNTED, O.PACKED), "done"),
    **dict.fromkeys((O.WRONG, O.STOPPED), "wrong"),
    O.WRONG_BOX: "box",
    **dict.fromkeys((O.UNKNOWN, O.NOTHING), "unknown"),
    O.TOO_MANY: "many",
    O.OTHER_PACKAGE: "other",
    O.TWICE: "twice",
    **dict.fromkeys((O.ACKNOWLEDGED, O.PARKED, O.REPRINTED, O.INVOICE, O.STATION, O.MISSING, O.REPEATED), ""),
}
BLOCKS = frozenset({O.WRONG, O.TOO_MANY, O.OTHER_PACKAGE, O.TWICE, O.UNKNOWN, O.WRONG_BOX, O.CHANGED})
GOOD = frozenset({O.OPENED, O.CONFIRMED, O.COUNTED, O.BY_HAND, O.ALL_COUNTED, O.PACKED, O.NUMBER})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers: `text` is sent as a scan of the kind `kind`; a `page` opens that package's."""

    text: str
    label: Message | str
    kind: str = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """`choices` are answered by number keys. `station_id`: this browser is now assigned to it. `started`: the
    package whose packing has just begun, and is open now."""

    outcome: ScanOutcome
    sentence: Message = NOTHING
    next: Message = NOTHING
    text: str = ""
    choices: tuple[Choice, ...] = ()
    station_id: int | None = None
    started: Packing | None = None

    @property
    def sound(self) -> str:
        """A name of static/sounds.js; empty for silence."""
        return SOUNDS.get(self.outcome, "warn")

    @property
    def blocks(self) -> bool:
        """Whether the packer has to acknowledge it before anything else counts."""
        return self.outcome in BLOCKS

    @property
    def is_good(self) -> bool:
        return self.outcome in GOOD

    def block(self) -> dict[str, str]:
        """What the packing stores until it is acknowledged: `block_of` reads it."""
        return {
            "outcome": self.outcome,
            "sentence": dump(self.sentence),
            "next": dump(self.next),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Block:
    """What has to be acknowledged: as a ScanResult, read from the packing. `kept`: codes scanned since."""

    outcome: str
    sentence: Message
    next: Message
    kept: tuple[str, ...] = ()


def block_of(packing: Packing) -> Block | None:
    """None where nothing has to be acknowledged. A row of before has its sentences as they were written."""
    kept = packing.block
    if not kept:
        return None
    sentence, following = (load(kept.get(name, "")) for name in ("sentence", "next"))
    since = tuple(scan["texts"][0] for scan in kept.get("kept", ()))
    return Block(outcome=kept.get("outcome", ""), sentence=sentence, next=following, kept=since)
