"""How long one page waits for Seller Center, with all its calls together, and how many pages do so at once.

A page is whatever runs within `page_of`: a view, with the threads that call for it. Workers have none, and
wait as long as their calls allow.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from math import inf
from threading import Lock, Semaphore
from time import monotonic
from typing import TypeVar

from packages_ui.messages import seller_center as words
from packages_ui.seller_center.errors import TooLate

A = TypeVar("A")
R = TypeVar("R")
SECONDS = 6.0  # nobody waits longer for an empty page; the failure is shown then
WRITE_SECONDS = 10.0  # for a call that writes: given up too early, its outcome is unknown
AFTER_WRITE = 4.0  # at least so many seconds to read the result
SHORT_WAIT = 0.8  # seconds after which a page shows what the copy has, while its request goes on
NEARLY = 0.1  # seconds: so much sooner a call may give up
IN_FLOW = 1.0  # seconds since an answer came: then a place will soon be free
QUEUE_SECONDS = 0.5  # to wait for a place then


class Crowded(TooLate):
    """The most pages that may wait for Seller Center do so: the others stay free. Nothing was sent."""

    what = words.CROWDED()
    advice = words.REST_GOES_ON()


class Room:
    """The places of one process for pages that wait. Safe in threads."""

    def __init__(
        self, places: int, *, queue: float = QUEUE_SECONDS, clock: Callable[[], float] = monotonic
    ) -> None:
        self._free = Semaphore(places)
        self._queue = queue
        self._lock = Lock()
        self._inside = 0
        self._clock = clock
        self._moved = clock()  # when an answer came, or somebody came in who was alone

    def enter(self) -> bool:
        """Whether there is a place. Nobody queues for one while no response comes."""
        flows = self._clock() - self._moved < IN_FLOW
        if not self._free.acquire(timeout=self._queue if flows else 0):
            return False
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._moved = self._clock()
        return True

    def leave(self) -> None:
        with self._lock:
            self._inside -= 1
        self._free.release()

    def answered(self) -> None:
        self._moved = self._clock()


class Page:
    """`left` is in seconds. It takes a place at its first call and keeps it to its end."""

    def __init__(self, room: Room, seconds: float) -> None:
        self.room = room
        self.began = monotonic()
        self._until = self.began + seconds
        self.short_until = inf
        self._lock = Lock()
        self._inside = False

    @property
    def left(self) -> float:
        return max(min(self._until, self.short_until) - monotonic(), 0.0)

    @property
    def is_short(self) -> bool:
        """It is in a short wait: giving up now is no sign that Seller Center fails."""
        return self.short_until < inf

    def at_least(self, seconds: float) -> None:
        """From now on."""
        self._until = max(self._until, monotonic() + seconds)

    def enter(self) -> None:
        """Raises Crowded."""
        with self._lock:
            if not self._inside and not self.room.enter():
                raise Crowded("no place to wait")
            self._inside = True

    def close(self) -> None:
        with self._lock:
            if self._inside:
                self.room.leave()
            self._inside = False


_page: ContextVar[Page | None] = ContextVar("page", default=None)


@contextmanager
def page_of(room: Room, seconds: float = SECONDS) -> Iterator[Page]:
    """Calls within it belong to this page."""
    page = Page(room, seconds)
    token = _page.set(page)
    try:
        yield page
    finally:
        _page.reset(token)
        page.close()


class ShortWait:
    """`is_over`: it ended because its time ran out, not by an answer or by a failure."""

    def __init__(self, seconds: float) -> None:
        self.until = monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return monotonic() > self.until - NEARLY


@contextmanager
def short_wait(seconds: float | None = None) -> Iterator[ShortWait]:
    """Calls within it have only so long: a page that has something else to show requests again later."""
    wait, page = ShortWait(SHORT_WAIT if seconds is None else seconds), _page.get()
    if page is None:
        yield wait
        return
    page.short_until = wait.until
    try:
        yield wait
    finally:
        page.short_until = inf


def is_short_wait() -> bool:
    page = _page.get()
    return page is not None and page.is_short


def patience() -> float:
    """How long one call that a page makes to show something may take."""
    page = _page.get()
    return page.left if page else SECONDS


def left() -> float:
    """Seconds; unlimited where this is no page."""
    page = _page.get()
    return page.left if page else inf


def at_least(seconds: float) -> None:
    """Give this page so much time from here on, if it is one: it makes many calls."""
    if page := _page.get():
        page.at_least(seconds)


def enter() -> None:
    """Call it before waiting for another page's call. Raises Crowded."""
    if page := _page.get():
        page.enter()


def allowed(deadline: float, *, is_write: bool) -> float:
    """The part of its own `deadline` that a call of this page may use. Raises TooLate."""
    page = _page.get()
    if page is None:
        return deadline
    page.enter()
    if is_write:
        page.at_least(WRITE_SECONDS + AFTER_WRITE)
        return min(deadline, WRITE_SECONDS)
    if not page.left:
        raise TooLate("the time of the page ran out")
    return min(deadline, page.left)


def answered() -> None:
    """Seller Center is there."""
    if page := _page.get():
        page.room.answered()


def request_all(pool: Executor, request: Callable[[A], R], each: Iterable[A]) -> list[R]:
    """Run `request` for each in the threads of `pool`, in order, as this page. Raises what `request`
    raises, and TooLate."""
    futures = [request_beside(pool, request, item) for item in each]
    try:
        return [answer_of(future) for future in futures]
    finally:
        for future in futures:
            future.cancel()


def request_beside(pool: Executor, request: Callable[[A], R], item: A) -> "Future[R]":
    """In a thread of `pool`, as this page."""
    return pool.submit(copy_context().run, request, item)


def answer_of(future: "Future[R]") -> R:
    """Its result, once it is there. Raises TooLate, and what it raised."""
    try:
        return future.result(None if left() == inf else left())
    except TimeoutError:
        raise TooLate("the time of the page ran out") from None
