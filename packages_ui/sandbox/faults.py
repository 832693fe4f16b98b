"""Decides, call by call, what the switches do to it."""

import math
from dataclasses import dataclass
from random import Random
from time import monotonic

from packages_ui.sandbox.answers import Answer, RefusalError
from packages_ui.sandbox.auth import unauthorized
from packages_ui.sandbox.switches import Switches

_PROXY_PAGE = (
    b"<html><head><title>Bad gateway</title></head><body><center><h1>nginx</h1></center></body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to one call: `refusal` comes instead of the act, `drop` is "", "before" or "after" it."""

    refusal: Answer | None = None
    drop: str = ""
    malformed: bool = False

    @property
    def name(self) -> str:
        """What the refused count calls it: a status, `dropped`, `malformed`, or nothing."""
        if self.refusal:
            return str(self.refusal.status)
        if self.drop:
            return "dropped"
        return "malformed" if self.malformed else ""


class Faults:
    """A token bucket and a row of dice. Callers hold the lock."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._random = Random(switches.seed)  # noqa: S311 (dice for faults, not a secret)
        self._tokens = float(switches.burst)
        self._filled = monotonic()

    def fate(self) -> Fate:
        """The next call's. The same number of dice each time, so that one switch does not move another's."""
        switches = self._switches
        failing, dropping, side, malformed = (self._random.random() for _ in range(4))
        if switches.unauthorized:
            return Fate(refusal=unauthorized("Token has expired.", "token_expired").answer)
        if wait := self._wait():
            return Fate(refusal=self._throttled(wait))
        if dropping < switches.drop_share:
            return Fate(drop="before" if side < 0.5 else "after")
        if failing < switches.fail_share:
            return Fate(refusal=self._failed())
        return Fate(malformed=malformed < switches.malformed_share)

    def _wait(self) -> float:
        """Seconds until there is a token; 0 when one was taken now."""
        rate = self._switches.rate_per_second
        if not rate:
            return 0
        now = monotonic()
        self._tokens = min(self._tokens + (now - self._filled) * rate, self._switches.burst)
        self._filled = now
        if self._tokens < 1:
            return (1 - self._tokens) / rate
        self._tokens -= 1
        return 0

    def _throttled(self, wait: float) -> Answer:
        seconds = math.ceil(wait)
        text = f"Request was throttled. Expected available in {seconds} second{'s' * (seconds > 1)}."
        return RefusalError(429, {"detail": text}, *self._retry_after(seconds)).answer

    def _failed(self) -> Answer:
        status = self._switches.fail_status
        if status in {502, 504}:
            return Answer(status=status, body=_PROXY_PAGE, content_type="text/html")
        headers = self._retry_after(1) if status == 503 else ()
        return RefusalError(status, {"detail": "Unexpected error."}, *headers).answer

    def _retry_after(self, seconds: int) -> tuple[tuple[str, str], ...]:
        return (("Retry-After", str(seconds)),) if self._switches.retry_after else ()
