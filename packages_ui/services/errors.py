"""Why a service did not do what was asked: each says what happened, whether anything changed, what next."""

from dataclasses import dataclass
from datetime import datetime


class ServiceError(Exception):
    """`sentence` is for the person; str() is the same."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class PackageGone(ServiceError):
    """Seller Center lists no package of this number (any more)."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Seller Center lists no package {number}. It may have been cancelled or emptied. "
            "Nothing was changed; look for its order."
        )


class NotAllowed(ServiceError):
    """The package's state does not allow the act; nothing was sent."""


class PrinterGone(ServiceError):
    """The printer was deleted; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("That printer was deleted meanwhile. Nothing was changed; choose another one.")


class Busy(ServiceError):
    """Somebody else is acting on the package this very moment; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that is no longer what the person saw."""

    field: str
    seen: str
    now: str


class ChangedSince(ServiceError):
    """The package has changed since the person opened it; nothing was sent."""

    def __init__(self, sentence: str, differences: tuple[Difference, ...]) -> None:
        super().__init__(sentence)
        self.differences = differences


class NotCarriedOut(ServiceError):
    """The answer was lost, and the package, read again, has not changed."""


class OutcomeUnknown(ServiceError):
    """The answer was lost, and what is true now could not be told."""


class InvalidBatch(ServiceError):
    """The list of packages cannot become a batch; nothing was made."""


class InvalidDocument(ServiceError):
    """What was asked for cannot become a document; nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A label that is on paper, or on its way there: when, where and by whom; `word` is its state."""

    number: str
    when: datetime
    where: str
    who: str
    word: str
    batch_id: int


class AlreadyPrinted(ServiceError):
    """Some of the labels are on paper already; nothing was made. `before` names them, `total` counts all."""

    def __init__(self, before: tuple[Before, ...], *, total: int) -> None:
        which = "This label is" if total == 1 else f"{len(before)} of these {total} labels are"
        super().__init__(f"{which} printed already. Nothing was made. Say whether to print again, and why.")
        self.before, self.total = before, total
