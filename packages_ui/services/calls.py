"""How quickly Seller Center answers: the calls of all processes, counted by minute in Redis for an hour.

They are counted in the process and written at most once a second. A lost Redis leaves a gap, and is no error.
"""

import logging
import os
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from threading import Lock

import redis

from backoffice.quick_redis import quick_redis

logger = logging.getLogger(__name__)
BOUNDS = (50, 100, 200, 300, 500, 750, 1000, 1500, 2500, 5000, 10_000)  # ms; what took longer is in the last
MINUTES = 60
KEPT_SECONDS = (MINUTES + 5) * 60
FLUSH_SECONDS, AWAY_SECONDS = 1.0, 10.0
MOST_WAITING = 200  # counters of a process whose Redis is away
TOTAL, ERRORS = "n", "e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Of the last hour: `total` attempts, `errors` of them without a usable response; refusals are none.
    `median` and `slow` (95 of 100 are quicker) in milliseconds, rounded up to a bound; None without calls."""

    total: int = 0
    errors: int = 0
    median: int | None = None
    slow: int | None = None


class Counting:
    """Of one process; safe in threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: Counter[tuple[int, str]] = Counter()  # by minute and field
        self._next = 0.0

    def note(self, seconds: float, *, is_error: bool) -> None:
        """Never raises, and never waits while Redis is away."""
        minute, place = int(time.time()) // 60, bisect_left(BOUNDS, seconds * 1000)
        with self._lock:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.update([(minute, TOTAL), (minute, str(place))])
                self._waiting.update([(minute, ERRORS)] if is_error else [])
            if time.monotonic() < self._next:
                return
            waiting, self._waiting = self._waiting, Counter()
            self._next = time.monotonic() + FLUSH_SECONDS
        self._write(waiting)

    def _write(self, waiting: Counter[tuple[int, str]]) -> None:
        try:
            with quick_redis().pipeline(transaction=False) as pipe:
                for (minute, field), count in waiting.items():
                    pipe.hincrby(_key(minute), field, count)
                for minute in {minute for minute, _ in waiting}:
                    pipe.expire(_key(minute), KEPT_SECONDS)
                pipe.execute()
        except (redis.RedisError, OSError):
            self._next = time.monotonic() + AWAY_SECONDS
            logger.debug("The calls of a moment were not counted: Redis is away.")


def note(seconds: float, *, is_error: bool) -> None:
    """Count one attempt of a call to Seller Center."""
    _counting(os.getpid()).note(seconds, is_error=is_error)


def last_hour() -> Calls | None:
    """By one round trip; None where Redis is away."""
    now = int(time.time()) // 60
    try:
        with quick_redis().pipeline(transaction=False) as pipe:
            for minute in range(now - MINUTES + 1, now + 1):
                pipe.hgetall(_key(minute))
            found = pipe.execute()
    except (redis.RedisError, OSError):
        return None
    counted: Counter[str] = Counter()
    for minute in found:
        counted.update({name.decode(): int(count) for name, count in minute.items()})
    return _calls(counted)


def _calls(counted: Counter[str]) -> Calls:
    places = sorted((int(name), count) for name, count in counted.items() if name.isdecimal())
    return Calls(
        total=counted[TOTAL],
        errors=counted[ERRORS],
        median=_below(places, 0.5),
        slow=_below(places, 0.95),
    )


def _below(places: list[tuple[int, int]], part: float) -> int | None:
    """The bound below which that part of them is."""
    wanted, seen = part * sum(count for _, count in places), 0
    for place, count in places:
        seen += count
        if seen >= wanted:
            return BOUNDS[min(place, len(BOUNDS) - 1)]
    return None


def _key(minute: int) -> str:
    return f"seller-center:calls:{minute}"


@cache
def _counting(pid: int) -> Counting:  # noqa: ARG001 - the key: counts must not be shared across a fork
    return Counting()
