"""Whether a lease surely lasts as long as the next hand-over may take, by a clock that counts sleep too."""

from dataclasses import dataclass

from django.conf import settings

from packages_ui.printers.line import Deadline


@dataclass
class Fence:
    """`token` holds the printer until `until`, as far as we know: nothing may begin to go out later."""

    token: str
    until: Deadline

    @classmethod
    def around(cls, token: str, *, asked: float) -> "Fence":
        """`asked`: the clock before the lease was taken or renewed."""
        return cls(token, _end(asked))

    def renewed(self, *, asked: float) -> None:
        self.until = _end(asked)

    def holds(self) -> bool:
        return Deadline.within(settings.PRINT_STEP_SECONDS) < self.until


def _end(asked: float) -> Deadline:
    return Deadline(asked + settings.PRINT_LEASE_SECONDS)
