"""A few children of this process, kept warm, handed out to its threads."""

import logging
from dataclasses import dataclass, field
from math import inf
from threading import Condition, Lock
from time import monotonic

from packages_ui.drawing.asking import NotBegun, ask
from packages_ui.drawing.errors import Busy
from packages_ui.drawing.processes import Child, Template, TemplateLost
from packages_ui.drawing.requests import Answer, Task

logger = logging.getLogger(__name__)
KEPT = 2  # children that stay
MOST = 4  # while those take long
PATIENCE = 0.25  # seconds that somebody waits for one of those that stay
TRIES = 2 * MOST


@dataclass
class Pool:
    """Safe in threads; of one process alone."""

    idle: list[Child] = field(default_factory=list)
    count: int = 0
    template: Template | None = None
    free: Condition = field(default_factory=Condition)
    starting: Lock = field(default_factory=Lock)

    def draw(self, task: Task, *, wait: float, until: float = inf) -> Answer:
        """Done, Refused or DiskRefused. Raises Busy where no child is free within `wait` seconds, or there is
        no answer at `until` (monotonic seconds); Undrawable where the child did not survive."""
        waits_until = min(monotonic() + wait, until)
        for _ in range(TRIES):
            child = self._take(waits_until)
            try:
                answer = ask(child, task, until)
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
            template, self.template = self.template, None
        if template:
            template.close()

    def leave(self) -> None:
        """In a process forked from the one that this pool is of: nothing of it is ours."""
        for child in self.idle:
            child.sock.close()
        if self.template:
            self.template.leave()

    def _take(self, until: float) -> Child:
        began = monotonic()
        with self.free:
            while not self.idle:
                if self.count < (MOST if monotonic() - began >= PATIENCE else KEPT):
                    self.count += 1
                    break
                if monotonic() >= until:
                    raise Busy
                self.free.wait(min(until - monotonic(), PATIENCE))
            else:
                return self.idle.pop()
        try:
            return self._fork()
        except BaseException:
            self._uncount()
            raise

    def _fork(self) -> Child:
        for _ in range(2):
            template = self._started()
            try:
                return template.fork()
            except TemplateLost:
                self._forget(template)
        raise Busy

    def _started(self) -> Template:
        with self.starting:
            if self.template is None:
                try:
                    self.template = Template()
                except (TemplateLost, OSError) as error:
                    logger.exception("The process that draws labels could not be started.")
                    raise Busy from error
            return self.template

    def _forget(self, lost: Template) -> None:
        with self.starting:
            if self.template is lost:
                self.template = None
        lost.close()

    def _give_back(self, child: Child) -> None:
        with self.free:
            if self.count <= KEPT:
                self.idle.append(child)
                self.free.notify()
                return
        self._drop(child)

    def _drop(self, child: Child) -> None:
        child.end()
        self._uncount()

    def _uncount(self) -> None:
        with self.free:
            self.count -= 1
            self.free.notify()
