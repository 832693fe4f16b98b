"""A few children of this process, kept warm, handed out to its threads."""

import logging
import os
from concurrent.futures import Future
from dataclasses import dataclass, field
from math import inf
from socket import socket
from threading import Condition, Lock, Thread
from time import monotonic

from packages_ui.drawing.asking import NotBegun, request
from packages_ui.drawing.errors import Busy
from packages_ui.drawing.processes import SHARED_AT, Child, Template, TemplateLost, connect, start_shared
from packages_ui.drawing.requests import Answer, Task

logger = logging.getLogger(__name__)
KEPT = 2  # children that stay
MOST = 4  # while those take long
PATIENCE = 0.05  # seconds that somebody waits for one of those that stay
TRIES = 2 * MOST
_shared: list[socket] = []  # while it is held, the template lives that was started for others too


@dataclass
class Pool:
    """Safe in threads; of one process alone."""

    idle: list[Child] = field(default_factory=list)
    taken: list[Child] = field(default_factory=list)
    count: int = 0
    loading: Future[Template] | None = None  # the template process, which takes seconds to load
    free: Condition = field(default_factory=Condition)
    starting: Lock = field(default_factory=Lock)

    @property
    def template(self) -> Template | None:
        """Once it is loaded."""
        loading = self.loading
        return loading.result() if loading and loading.done() and not loading.exception() else None

    def draw(self, task: Task, *, wait: float, until: float = inf) -> Answer:
        """Done, Refused or DiskRefused. Raises Busy where no child is free within `wait` seconds, or there is
        no answer at `until` (monotonic seconds); Undrawable where the child did not survive."""
        waits_until = min(monotonic() + wait, until)
        for _ in range(TRIES):
            child = self._take(waits_until, until)
            try:
                answer = request(child, task, until)
            except NotBegun:
                self._drop(child)
            except BaseException:
                self._drop(child)
                raise
            else:
                self._give_back(child)
                return answer
        raise Busy

    def close(self) -> None:
        """End all of them, those at work too."""
        with self.starting:
            loading, self.loading = self.loading, None
        if loading:
            loading.add_done_callback(_close)

    def leave(self) -> None:
        """In a process forked from the one that this pool is of: nothing of it is ours."""
        for child in self.idle:
            child.sock.close()
        if self.template:
            self.template.leave()

    def _take(self, until: float, loaded_by: float) -> Child:
        began = monotonic()
        with self.free:
            while not self.idle:
                if self._may_fork(patient=monotonic() - began >= PATIENCE):
                    self.count += 1
                    break
                if monotonic() >= until:
                    raise Busy
                self.free.wait(min(until - monotonic(), PATIENCE))
            else:
                self.taken.append(child := self.idle.pop())
                return child
        try:
            child = self._fork(loaded_by)
        except BaseException:
            self._uncount()
            raise
        with self.free:
            self.taken.append(child)
        return child

    def _may_fork(self, *, patient: bool) -> bool:
        """Those that take long do not count among those that stay: nobody waits for them."""
        return self.count < MOST and (patient or self.count - self._slow() < KEPT)

    def _slow(self) -> int:
        return sum(child.is_slow for child in self.taken)

    def _fork(self, until: float) -> Child:
        for _ in range(2):
            template = self._loaded(until)
            try:
                return template.fork()
            except TemplateLost:
                self._forget(template)
        raise Busy

    def _loaded(self, until: float) -> Template:
        """Raises Busy at `until`; loading goes on for the next caller."""
        with self.starting:
            if self.loading is None or (self.loading.done() and self.loading.exception()):
                self.loading = Future()
                Thread(target=_load, args=(self.loading,), name="drawing", daemon=True).start()
            loading = self.loading
        try:
            return loading.result(None if until == inf else max(until - monotonic(), 0))
        except (TemplateLost, OSError, TimeoutError) as error:
            raise Busy from error

    def _forget(self, lost: Template) -> None:
        with self.starting:
            if self.template is lost:
                self.loading = None
        lost.close()

    def _give_back(self, child: Child) -> None:
        with self.free:
            # one that was made slow stays slow: the next label is not for it
            if not child.is_slow and self.count - self._slow() <= KEPT:
                self._leave_to_others(child)
                self.idle.append(child)
                self.free.notify()
                return
        self._drop(child)

    def _drop(self, child: Child) -> None:
        child.end()
        with self.free:
            self._leave_to_others(child)
        self._uncount()

    def _leave_to_others(self, child: Child) -> None:
        self.taken = [one for one in self.taken if one is not child]

    def _uncount(self) -> None:
        with self.free:
            self.count -= 1
            self.free.notify()


def share() -> None:
    """From now on this process and all that it forks or starts share one template, which is loaded before the
    first label comes and stays as long as they do. Where they share one already, that. Raises OSError."""
    if not _lives(os.environ.get(SHARED_AT)):
        os.environ[SHARED_AT], control = start_shared()
        _shared.append(control)


def _lives(address: str | None) -> bool:
    """Whether a template can be reached there."""
    if address is None:
        return False
    try:
        connect(address).close()
    except OSError:
        return False
    return True


def _load(loading: Future[Template]) -> None:
    try:
        loading.set_result(_join() or Template())
    except (TemplateLost, OSError) as error:
        logger.exception("The process that draws labels could not be started.")
        loading.set_exception(error)


def _join() -> Template | None:
    """None where nobody shares one, or it has ended: then each has its own."""
    if SHARED_AT not in os.environ:
        return None
    try:
        return Template(os.environ[SHARED_AT])
    except (TemplateLost, OSError):
        logger.warning("The shared process that draws labels has ended; each process starts its own.")
        return None


def _close(loading: Future[Template]) -> None:
    if not loading.exception():
        loading.result().close()
