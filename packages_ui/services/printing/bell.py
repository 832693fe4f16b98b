"""Wake feeders and fetchers when there is something to do, so that they need not poll the database for it.

The rows are the truth and are checked once a second anyway: a ring that is lost, with Redis down for example,
costs that second.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from time import monotonic, sleep

import redis
from redis.client import PubSub

from backoffice.quick_redis import quick_redis

FEEDERS, FETCHERS = "printing:bell", "fetching:bell"  # channels
TOGETHER = 0.01  # seconds in which rings count as one


class Ring(StrEnum):
    """`WORK`: a printer may have something to do. `LABELS`: labels that feeders wait for were fetched.
    `WANTED`, for fetchers alone: labels were requested."""

    WORK = "work"
    LABELS = "labels"
    WANTED = "wanted"


def ring(what: Ring = Ring.WORK) -> int:
    """How many processes receive it; 0 where Redis cannot be reached."""
    try:
        received = quick_redis().publish(FETCHERS if what is Ring.WANTED else FEEDERS, what)
    except (redis.RedisError, OSError):
        return 0
    return int(received)


class Listener:
    """Receives rings from the moment it is made."""

    def __init__(self, pubsub: PubSub) -> None:
        self._pubsub = pubsub

    def wait(self, seconds: float) -> set[Ring]:
        """The rings, as soon as there is one; none after so many seconds."""
        until = monotonic() + seconds
        received = self._received(seconds)
        while received and (more := self._received(TOGETHER)) and monotonic() < until:
            received |= more
        return received

    def _received(self, seconds: float) -> set[Ring]:
        until = monotonic() + seconds
        try:
            while (left := until - monotonic()) > 0:
                message = self._pubsub.get_message(ignore_subscribe_messages=True, timeout=left)
                if message:
                    return {Ring(message["data"].decode())}
        except (redis.RedisError, OSError, RuntimeError):  # it subscribes again by itself when Redis is back
            sleep(max(until - monotonic(), 0))
        return set()


@contextmanager
def listening(channel: str = FEEDERS) -> Iterator[Listener]:
    """For the process that feeds printers, or fetches labels."""
    pubsub = quick_redis().pubsub()  # type: ignore[no-untyped-call] # its authors left it so
    with suppress(redis.RedisError, OSError):
        pubsub.subscribe(channel)
    try:
        yield Listener(pubsub)
    finally:
        with suppress(redis.RedisError, OSError):
            pubsub.close()
