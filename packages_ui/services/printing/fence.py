"""Whether a lease surely lasts as long as the next hand-over may take, by a clock that counts sleep too."""

import time
from dataclasses import dataclass

from django.conf import settings


def clock() -> float:
    """Seconds since the machine started, those counted in during which it slept."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass
class Fence:
    """`token` holds the printer until `until`, as far as we know."""

    token: str
    until: float

    @classmethod
    def around(cls, token: str, *, asked: float) -> "Fence":
        """`asked`: the clock before the lease was taken or renewed."""
        return cls(token, asked + settings.PRINT_LEASE_SECONDS)

    def renewed(self, *, asked: float) -> None:
        self.until = asked + settings.PRINT_LEASE_SECONDS

    def holds(self) -> bool:
        return clock() + settings.PRINT_STEP_SECONDS < self.until
