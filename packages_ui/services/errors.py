"""Why a service did not do what was requested: what happened, whether anything changed, what to do next."""

from dataclasses import dataclass
from datetime import datetime

from packages_ui.messages import batches, common, packages
from packages_ui.messages.message import Message, message


class ServiceError(Exception):
    """`sentence` is for the person; str() gives it in the language that is active."""

    def __init__(self, sentence: Message | str) -> None:
        super().__init__(sentence)
        self.sentence = message(sentence)


class PackageGone(ServiceError):
    """Seller Center no longer lists a package with this number."""

    def __init__(self, number: str) -> None:
        super().__init__(packages.GONE(number=number))


class NotAllowed(ServiceError):
    """The package's state does not allow the action; nothing was sent."""


class PrinterGone(ServiceError):
    """The printer was deleted; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(common.PRINTER_GONE())


class Busy(ServiceError):
    """Somebody else is changing the package at this moment; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that has changed since the person saw it."""

    field: str
    seen: Message | str
    now: Message | str


class ChangedSince(ServiceError):
    """The package has changed since the person opened it; nothing was sent."""

    def __init__(self, sentence: Message | str, differences: tuple[Difference, ...]) -> None:
        super().__init__(sentence)
        self.differences = differences


class NotCarriedOut(ServiceError):
    """The response was lost; the package was read again and has not changed."""


class OutcomeUnknown(ServiceError):
    """The response was lost and the package's present state is not known."""


class InvalidBatch(ServiceError):
    """No batch can be made of this list of packages; nothing was made."""


class InvalidDocument(ServiceError):
    """The requested document cannot be made; nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A label that is on paper, or on its way there: when, where and by whom; `word` is its state,
    `batch` its batch's name."""

    number: str
    when: datetime
    where: str
    who: str
    word: str
    batch_id: int
    batch: str


class AlreadyPrinted(ServiceError):
    """Some of the labels are on paper already; nothing was made. `before` names them, `total` counts all."""

    def __init__(self, before: tuple[Before, ...], *, total: int) -> None:
        super().__init__(
            batches.ONE_PRINTED() if total == 1 else batches.SOME_PRINTED(printed=len(before), total=total)
        )
        self.before, self.total = before, total
