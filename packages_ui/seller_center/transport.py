"""A whole call: through the gate, sent, repeated where that is safe, given up in time."""

import random as chance
import time
from collections.abc import Callable
from typing import NoReturn

import httpx

from packages_ui.seller_center import page, retries
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.errors import (
    AnswerLost,
    Limited,
    SellerCenterError,
    ServerFailed,
    TooLate,
    Unreachable,
)
from packages_ui.seller_center.gate import Gate
from packages_ui.seller_center.sending import Connection, Request, Response

LONE = 2  # retries of a call that met a 503 by chance while other calls succeed


class Transport:
    """Safe in threads. `sleep`, `random` (0 to 1) and `clock` are for tests to replace. `on_attempt`
    receives how many seconds each attempt took, and how it failed."""

    def __init__(
        self,
        config: Config,
        *,
        transport: httpx.BaseTransport | None,
        gate: Gate,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = chance.random,
        clock: Callable[[], float] = time.monotonic,
        on_attempt: Callable[[float, SellerCenterError | None], None] | None = None,
    ) -> None:
        self._on_attempt = on_attempt or _nobody_counts
        self.connection = Connection(config, transport, clock)
        self._config = config
        self._gate = gate
        self._sleep = sleep
        self._random = random
        self._clock = clock

    def request(self, request: Request, deadline: float | None) -> Response:
        """The response within `deadline` seconds (None: the configured ones) and within what is left of the
        page's time. Raises a SellerCenterError."""
        deadline = self._config.deadline if deadline is None else deadline
        until = self._clock() + page.allowed(deadline, is_write=request.call.is_write)
        tried = 0
        while True:
            self._pass_gate(request, until)
            sent = self._clock()
            try:
                response = self.connection.send(request, until)
            except SellerCenterError as error:
                tried += 1
                took = self._clock() - sent
                self._on_attempt(took, error)
                held = self._report(error, took=took)
                self._rest(request, error, tried=tried, held=held, until=until)
            else:
                took = self._clock() - sent
                self._on_attempt(took, None)
                self._gate.answered(took=took)
                page.answered()
                return response

    def _pass_gate(self, request: Request, until: float) -> None:
        slot, wait = self._gate.reserve()
        while wait > 0:
            if self._clock() + wait > until:
                raise Limited(
                    "shut for longer than we may wait",
                    call=request.call.name,
                    retry_after=wait,
                )
            self._sleep(wait)
            slot, wait = self._gate.reserve(slot)

    def _report(self, error: SellerCenterError, took: float) -> bool:
        """Report to the gate; whether it will hold us until the time that the server named."""
        if isinstance(error, Limited):
            return self._gate.refused(retry_after=error.retry_after, took=took)
        if isinstance(error, ServerFailed) and error.retry_after is not None:
            return self._gate.failed(retry_after=error.retry_after, took=took)
        if not isinstance(error, Unreachable | AnswerLost | TooLate):
            self._gate.answered(took=took)
        return False

    def _rest(
        self, request: Request, error: SellerCenterError, *, tried: int, held: bool, until: float
    ) -> None:
        """Sleep before the next attempt, or raise the error."""
        tries_left = self._config.tries - tried
        if not retries.may_repeat(error, is_write=request.call.is_write, tries_left=tries_left):
            raise error
        pause = self._pause(error, tried=tried, held=held)
        if self._clock() + pause >= until:
            _give_up(error)
        if pause:
            self._sleep(pause)

    def _pause(self, error: SellerCenterError, *, tried: int, held: bool) -> float:
        """What the gate does for all calls is not repeated here. A single 503 is retried soon, LONE times;
        after that this call also waits for the time that the server named."""
        if held and isinstance(error, Limited):
            return 0.0
        server_pause = None if held and tried <= LONE else _retry_after(error)
        return retries.pause(tried, server_pause=server_pause, jitter=self._random())


def _nobody_counts(_took: float, _error: SellerCenterError | None) -> None:
    pass


def _retry_after(error: SellerCenterError) -> float | None:
    return error.retry_after if isinstance(error, Limited | ServerFailed) else None


def _give_up(error: SellerCenterError) -> NoReturn:
    """A refusal or a failure is more telling than a timeout; a lost response is not."""
    if isinstance(error, AnswerLost):
        raise TooLate(f"the deadline ran out after: {error.args[0]}", call=error.call) from error
    raise error
