"""Wake feeders and fetchers when there is something to do, so that none has to ask the database for it.

The rows are the truth and everybody looks at them once a second anyway: a ring that nobody hears, or that a
lost Redis swallows, costs that second.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from time import monotonic, sleep

import redis
from redis.client import PubSub

from backoffice.quick_redis import quick_redis

FEEDERS, FETCHERS = "printing:bell", "fetching:bell"  # who listens
TOGETHER = 0.01  # seconds in which rings count as one


class Ring(StrEnum):
    """`WORK`: a printer may have something to do. `LABELS`: labels have come that feeders wait for. `WANTED`,
    for fetchers alone: labels are wanted."""

    WORK = "work"
    LABELS = "labels"
    WANTED = "wanted"


def ring(what: Ring = Ring.WORK) -> int:
    """How many processes hear it; 0 where Redis is away."""
    try:
        heard = quick_redis().publish(FETCHERS if what is Ring.WANTED else FEEDERS, what)
    except (redis.RedisError, OSError):
        return 0
    return int(heard)


class Ears:
    """Who listens, from the moment it is made."""

    def __init__(self, pubsub: PubSub) -> None:
        self._pubsub = pubsub

    def wait(self, seconds: float) -> set[Ring]:
        """What was rung, as soon as something is; nothing after so many seconds."""
        until = monotonic() + seconds
        heard = self._heard(seconds)
        while heard and (more := self._heard(TOGETHER)) and monotonic() < until:
            heard |= more
        return heard

    def _heard(self, seconds: float) -> set[Ring]:
        until = monotonic() + seconds
        try:
            while (left := until - monotonic()) > 0:
                message = self._pubsub.get_message(ignore_subscribe_messages=True, timeout=left)
                if message:
                    return {Ring(message["data"].decode())}
        except (redis.RedisError, OSError, RuntimeError):  # it subscribes anew by itself when Redis is back
            sleep(max(until - monotonic(), 0))
        return set()


@contextmanager
def listening(channel: str = FEEDERS) -> Iterator[Ears]:
    """For the process that feeds, or fetches."""
    pubsub = quick_redis().pubsub()  # type: ignore[no-untyped-call] # its authors left it so
    with suppress(redis.RedisError, OSError):
        pubsub.subscribe(channel)
    try:
        yield Ears(pubsub)
    finally:
        with suppress(redis.RedisError, OSError):
            pubsub.close()
