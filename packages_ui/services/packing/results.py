"""What a desk is told of one scan: an outcome, a large sentence, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum

from packages_ui.models import Packing


class Outcome(StrEnum):
    """What came of a scan. It is kept with the scan and decides sound and colour."""

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
    ACKNOWLEDGED = "acknowledged"
    UNDONE = "undone"
    MARKED = "marked"
    PARKED = "parked"
    NUMBER = "number"
    WHY = "why"
    REPRINTED = "reprinted"
    WRONG_BOX = "wrong_box"
    NO_LABEL_YET = "no_label_yet"
    PACKED = "packed"
    STATION = "station"
    MISSING = "missing"
    CHANGED = "changed"
    NOT_NOW = "not_now"
    REPEATED = "repeated"


O = Outcome  # noqa: E741 - a table follows
SOUNDS: dict[Outcome, str] = {
    **dict.fromkeys((O.OPENED, O.CONFIRMED, O.COUNTED, O.BY_HAND, O.NUMBER, O.UNDONE, O.MARKED), "good"),
    **dict.fromkeys((O.ALL_COUNTED, O.PACKED), "done"),
    O.WRONG: "wrong",
    O.WRONG_BOX: "box",
    **dict.fromkeys((O.UNKNOWN, O.NOTHING), "unknown"),
    O.TOO_MANY: "many",
    O.OTHER_PACKAGE: "other",
    O.TWICE: "twice",
    **dict.fromkeys((O.ACKNOWLEDGED, O.PARKED, O.REPRINTED, O.STATION, O.MISSING, O.REPEATED), ""),
}
BLOCKS = frozenset({O.WRONG, O.TOO_MANY, O.OTHER_PACKAGE, O.TWICE, O.UNKNOWN, O.WRONG_BOX, O.CHANGED})
GOOD = frozenset({O.OPENED, O.CONFIRMED, O.COUNTED, O.BY_HAND, O.ALL_COUNTED, O.PACKED, O.NUMBER})


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers: `text` is sent as a scan of the kind `kind`."""

    text: str
    words: str
    kind: str = "package"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """`choices` are answered by number keys. `station_id`: the browser stands there from now on. `begun`: the
    package that was just begun, and is open now."""

    outcome: Outcome
    sentence: str = ""
    next: str = ""
    text: str = ""
    choices: tuple[Choice, ...] = ()
    station_id: int | None = None
    begun: Packing | None = None

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
        """What the packing keeps of it until it is acknowledged."""
        return {"outcome": self.outcome, "sentence": self.sentence, "next": self.next, "text": self.text}
