"""A worker of both queues keeps processes free for work that people wait for.

It is one file without a name per worker, made before the processes are forked. Each background task locks a
byte of it; the kernel gives a lock back however its process ends.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator, Set
from contextlib import contextmanager
from typing import Any

import celery

BACKGROUND = "background"
FOR_PEOPLE = 2  # processes: one fetches labels, one feeds printers
LATER = 1.0  # seconds until a task without room retries


class Room:
    """`places` is None where background work may use all processes: it is alone, or there is only one."""

    def __init__(self) -> None:
        self.places: int | None = None
        self.file = -1

    def prepare(self, *, queues: Set[str], processes: int) -> None:
        """In the worker, before it forks."""
        if BACKGROUND not in queues or len(queues) == 1 or processes < 2:
            self.places = None
            return
        self.places = max(processes - FOR_PEOPLE, 1)
        with tempfile.TemporaryFile() as file:
            self.file = os.dup(file.fileno())

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """False where there is none."""
        place = self._take()
        try:
            yield place is not None
        finally:
            if self.places is not None and place is not None:
                fcntl.lockf(self.file, fcntl.LOCK_UN, 1, place)

    def _take(self) -> int | None:
        if self.places is None:
            return 0
        for place in range(self.places):
            try:
                fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except OSError:
                continue
            return place
        return None


room = Room()


class Task(celery.Task[..., Any]):
    """A background task that finds no room is put back for a moment, until it expires."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if (self.request.delivery_info or {}).get("routing_key") != BACKGROUND:
            return super().__call__(*args, **kwargs)
        with room.taken() as is_taken:
            if is_taken:
                return super().__call__(*args, **kwargs)
        again = {"countdown": LATER, "expires": self.request.expires}
        self.apply_async(args, kwargs, **again)  # type: ignore[arg-type] # as it came with the message
        return None
