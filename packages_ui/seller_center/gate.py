"""One gate for all callers: after a refusal all wait for the time named, then go at a pace the API sustains.

A caller reserves a slot, sleeps for the returned wait and reserves again with that slot until there is
nothing to wait for; then it sends, and reports with `answered`, `refused` or `failed`.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from threading import Lock
from typing import Protocol, TypeVar

from packages_ui.seller_center import pacing
from packages_ui.seller_center.pacing import Pace

R = TypeVar("R")


class Gate(Protocol):
    """Safe in threads; never raises."""

    def reserve(self, slot: float | None = None) -> tuple[float | None, float]:
        """A slot, to be passed again after the wait, and the seconds to wait; 0: send at once."""

    def answered(self, *, took: float) -> None:
        """A call sent `took` seconds ago was answered and not refused."""

    def refused(self, *, retry_after: float | None, took: float) -> bool:
        """A call was refused with 429; whether the gate itself now makes its caller wait."""

    def failed(self, *, retry_after: float, took: float) -> bool:
        """A call met a 503 that names a time; whether its caller need not wait that long: the gate does
        it for all, or other calls are being answered all the while."""


class OpenGate:
    """No gate: each caller waits for itself."""

    def reserve(self, slot: float | None = None) -> tuple[float | None, float]:
        return slot, 0.0

    def answered(self, *, took: float) -> None:
        """Nothing is counted."""

    def refused(self, *, retry_after: float | None, took: float) -> bool:  # noqa: ARG002 - the protocol's words
        return False

    def failed(self, *, retry_after: float, took: float) -> bool:  # noqa: ARG002 - the protocol's words
        return False


class PacedGate(ABC):
    """A gate by `pacing`; a subclass decides where the pace is kept."""

    def reserve(self, slot: float | None = None) -> tuple[float | None, float]:
        if self._is_open():
            return None, 0.0
        return self._step(lambda pace, now: pacing.reserve(pace, now, slot))

    def answered(self, *, took: float) -> None:
        self._step(lambda pace, now: (pacing.answered(pace, now, sent_at=now - took), None))

    def refused(self, *, retry_after: float | None, took: float) -> bool:
        def move(pace: Pace, now: float) -> tuple[Pace, bool]:
            return pacing.refused(pace, now, retry_after=retry_after, sent_at=now - took), True

        return self._step(move)

    def failed(self, *, retry_after: float, took: float) -> bool:
        def move(pace: Pace, now: float) -> tuple[Pace, bool]:
            pace = pacing.failed(pace, now, retry_after=retry_after, sent_at=now - took)
            return pace, now < pace.reopens_at or pacing.is_lone(pace, now)

        return self._step(move)

    @abstractmethod
    def _is_open(self) -> bool:
        """Whether calls may go without a reservation: cheap, as it runs before every call."""

    @abstractmethod
    def _step(self, move: Callable[[Pace, float], tuple[Pace, R]]) -> R:
        """Replace the pace by what `move` makes of it at this time, as one step."""


class LocalGate(PacedGate):
    """A gate for the threads of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._pace = Pace()

    def _is_open(self) -> bool:
        return pacing.is_open(self._pace, self._clock())

    def _step(self, move: Callable[[Pace, float], tuple[Pace, R]]) -> R:
        with self._lock:
            self._pace, result = move(self._pace, self._clock())
        return result
