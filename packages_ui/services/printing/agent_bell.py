"""Listens in this process for commands that come for agents, and passes on for which agent one came."""

import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread

import redis

from backoffice.quick_redis import quick_redis
from packages_ui.services.printing.agent_relay import BELL

logger = logging.getLogger(__name__)
READY_SECONDS = 0.5
AGAIN_SECONDS = 1.0
_lock = Lock()
_listeners: dict[int, Event] = {}


def listen(process: int, on_ring: Callable[[int], object]) -> None:
    """Once for each process; returns when it listens. Where Redis is away it does so when that is back."""
    with _lock:
        ready = _listeners.get(process)
        if ready is None:
            ready = _listeners[process] = Event()
            Thread(target=_run, args=(ready, on_ring), name="agent-bell", daemon=True).start()
    ready.wait(READY_SECONDS)


def _run(ready: Event, on_ring: Callable[[int], object]) -> None:
    while True:
        try:
            _listen(ready, on_ring)
        except (redis.RedisError, OSError, RuntimeError, ValueError):
            logger.info("The bell of the agents is not heard for a moment.")
        ready.clear()
        Event().wait(AGAIN_SECONDS)


def _listen(ready: Event, on_ring: Callable[[int], object]) -> None:
    pubsub = quick_redis().pubsub()  # type: ignore[no-untyped-call] # its authors left it so
    try:
        pubsub.subscribe(BELL)
        while True:
            message = pubsub.get_message(timeout=30)
            if message and message["type"] == "subscribe":
                ready.set()
            elif message and message["type"] == "message":
                on_ring(int(message["data"]))
    finally:
        with suppress(redis.RedisError, OSError):
            pubsub.close()
