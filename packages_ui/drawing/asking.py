"""One task to one child: its response, and what it means when there is none."""

import logging
import select
from time import monotonic
from typing import NoReturn

import msgspec

from packages_ui.drawing import frames
from packages_ui.drawing.errors import BROKE, TOO_LARGE, Busy, Undrawable, too_long
from packages_ui.drawing.processes import Child
from packages_ui.drawing.requests import ANSWER, Answer, Begun, Broke, Step, Task, pack
from packages_ui.messages.message import Message

logger = logging.getLogger(__name__)
TAKE_SECONDS = 10.0
GRACE = 1.0  # seconds beyond its own limit for a child to end
SLOW = 1.0  # seconds after which it yields to others, if it used the CPU for half of them
BY_TIME = {"SIGALRM", "SIGXCPU"}


class NotBegun(Exception):
    """The child ended before it took the task."""


def request(child: Child, task: Task, until: float) -> Answer:
    """Done, Refused or DiskRefused. Raises NotBegun; Busy at `until` (monotonic seconds); Undrawable where
    the child did not survive: it has been ended then, and the log has a line."""
    _begin(child, task)
    position: int | None = None
    while True:
        match answer := _answer(child, task, position, until):
            case Step():
                position = answer.position
            case Broke():
                reason = TOO_LARGE if answer.is_memory else BROKE
                _give_up(child, task, reason, f"said {answer.error}", position)
            case _:
                return answer


def _begin(child: Child, task: Task) -> None:
    """Only a task that has arrived can have ended the child."""
    until = monotonic() + TAKE_SECONDS
    try:
        frames.send(child.sock, pack(task), until=until)
        begun = ANSWER.decode(frames.receive(child.sock, most=1024, until=until))
    except (OSError, EOFError, ValueError, msgspec.DecodeError) as error:
        raise NotBegun from error
    if not isinstance(begun, Begun):
        raise NotBegun


def _answer(child: Child, task: Task, position: int | None, until: float) -> Answer:
    its_end = monotonic() + task.limits.seconds + GRACE
    answered = select.poll()
    answered.register(child.sock, select.POLLIN)
    used = child.cpu()
    while not child.is_slow and monotonic() < its_end and not answered.poll(SLOW * 1000):
        if child.cpu() - used >= SLOW / 2:  # else the machine is slow
            child.be_slow()
    try:
        return ANSWER.decode(frames.receive(child.sock, most=task.limits.answer, until=min(its_end, until)))
    except frames.TooLarge:
        _give_up(child, task, TOO_LARGE, "answered too much", position)
    except TimeoutError:
        if until < its_end:
            raise Busy from None
        _give_up(child, task, too_long(task.limits.seconds), "did not answer", position)
    except (EOFError, OSError):
        how = child.end()
        reason = too_long(task.limits.seconds) if how in BY_TIME else BROKE
        _give_up(child, task, reason, f"ended {how}", position)
    except (msgspec.DecodeError, msgspec.ValidationError):
        _give_up(child, task, BROKE, "answered nonsense", position)


def _give_up(child: Child, task: Task, reason: Message, how: str, position: int | None) -> NoReturn:
    child.end()
    logger.warning("A child that drew (%s) %s; its label was given up.", type(task.request).__name__, how)
    raise Undrawable(reason, position=position)
