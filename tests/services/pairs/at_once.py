"""Two at once, without luck: the first is stopped after each of its statements that may hold something, the
second runs until it is done or waits for the first, then the first goes on."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from django.db import connection

from packages_ui.services.errors import ServiceError

LONGEST = 120  # seconds for what takes milliseconds: only a fault comes so far
SOON = 0.005  # seconds after which a statement is asked about, which most do not take
WRITES = ("BEGIN", "UPDATE", "INSERT", "DELETE")
Verb = Callable[[], object]
Outcome = object


class Stuck(Exception):
    """Somebody waits for what never comes."""


@dataclass
class Watch:
    """What one actor does, as seen from outside. It stops after the `stop_at`-th of its statements that may
    hold something."""

    stop_at: int = 0
    blocks: list[object] = field(default_factory=list)  # the transaction of each such statement
    stopped: bool = False
    inside: bool = False  # in the middle of a statement that may have to wait
    done: bool = False
    changed: Condition = field(default_factory=Condition)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not may_hold(sql):
            return execute(sql, params, many, context)
        self.tell(inside=True)
        try:
            found = execute(sql, params, many, context)
        finally:
            self.tell(inside=False)
        self.blocks.append(connection.atomic_blocks[0] if connection.in_atomic_block else object())
        if len(self.blocks) == self.stop_at:
            self.tell(stopped=True)
            self.wait(lambda: not self.stopped)
        return found

    def tell(self, **changes: bool) -> None:
        with self.changed:
            for name, value in changes.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def wait(self, true: Callable[[], bool]) -> None:
        if not self.comes(true, LONGEST):
            raise Stuck

    def comes(self, true: Callable[[], bool], seconds: float) -> bool:
        with self.changed:
            return self.changed.wait_for(true, seconds)


class Actors:
    """Two people, each with a thread and a database connection of their own for as long as the test lasts."""

    def __init__(self) -> None:
        self.pools = [ThreadPoolExecutor(1), ThreadPoolExecutor(1)]
        self.pids = [pool.submit(connect).result() for pool in self.pools]
        connect()  # the one that makes the rows

    def close(self) -> None:
        for pool in self.pools:
            pool.submit(disconnect).result()
            pool.shutdown()

    def one_after_the_other(self, *verbs: Verb) -> list[Outcome]:
        return [pool.submit(tried, verb).result() for pool, verb in zip(self.pools, verbs, strict=True)]

    def at_once(self, first: Verb, second: Verb, *, stop_at: int) -> tuple[list[Outcome], int]:
        """What came of both, and where to stop the first next time; 0 where that tells nothing new. Once the
        second waits for the first, so it does later in the same transaction, with less in its own hands."""
        one, other = Watch(stop_at), Watch()
        running = self.start(0, first, one)
        one.wait(lambda: one.stopped or one.done)
        second_run = self.start(1, second, other)
        self.until_it_waits(other)
        waited = not other.done
        one.tell(stopped=False)
        told = [running.result(LONGEST), second_run.result(LONGEST)]
        here = one.blocks[stop_at - 1 : stop_at]
        later = enumerate(one.blocks[stop_at:], start=stop_at + 1)
        return told, next((place for place, block in later if not waited or block not in here), 0)

    def start(self, number: int, verb: Verb, watch: Watch) -> "Future[Outcome]":
        return self.pools[number].submit(watched, verb, watch)

    def until_it_waits(self, watch: Watch) -> None:
        """Until it is done, or the database says that it waits for a lock."""
        if connection.vendor == "sqlite":  # where there is one writer, it waits as soon as it wants to write
            watch.wait(lambda: watch.done or watch.inside)
            return
        while not watch.done:
            # a COMMIT may wait too, and is no statement
            is_inside = watch.comes(lambda: watch.done or watch.inside, 0.05)
            if is_inside and watch.comes(lambda: watch.done or not watch.inside, SOON):
                continue
            if waits_for_a_lock(self.pids[1]):
                return


@contextmanager
def actors() -> Iterator[Actors]:
    made = Actors()
    try:
        yield made
    finally:
        made.close()


def connect() -> int:
    """PostgreSQL tells of a deadlock at once, and nothing of these tests has to outlive a power cut."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '20ms'; SET synchronous_commit = off")
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def disconnect() -> None:
    connection.close()  # this thread's


def watched(verb: Verb, watch: Watch) -> Outcome:
    try:
        with connection.execute_wrapper(watch):
            return tried(verb)
    finally:
        watch.tell(done=True, stopped=False)


def tried(verb: Verb) -> Outcome:
    """What a person is told; any other error is a fault of ours."""
    try:
        found = verb()
    except ServiceError as error:
        return type(error).__name__
    return found if isinstance(found, int | str | tuple) else "done"


def may_hold(sql: str) -> bool:
    """Whether it locks, or changes what others see. On SQLite a transaction locks all there is, once."""
    if connection.vendor == "sqlite" and connection.in_atomic_block:
        return False
    return sql.startswith(WRITES) or " FOR NO KEY UPDATE" in sql or " FOR UPDATE" in sql or "_lock(" in sql


def waits_for_a_lock(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", [pid])
        row = cursor.fetchone()
        return bool(row and row[0])
