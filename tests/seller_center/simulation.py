"""Callers at a limited API, in simulated time: what a gate's pace is worth."""

import heapq
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from packages_ui.seller_center import pacing
from packages_ui.seller_center.pacing import Pace

Limit = Callable[[float], float | None]


def bucket(*, rate: float, burst: float) -> Limit:
    """Whether a call at this time is refused, and then the whole seconds that it is told to wait."""
    tokens, filled = burst, 0.0

    def ask(now: float) -> float | None:
        nonlocal tokens, filled
        tokens, filled = min(burst, tokens + (now - filled) * rate), now
        if tokens < 1:
            return float(math.ceil((1 - tokens) / rate))
        tokens -= 1
        return None

    return ask


def sliding_window(*, calls: int, seconds: float) -> Limit:
    """The same for so many calls in so many seconds."""
    borne: deque[float] = deque()

    def ask(now: float) -> float | None:
        while borne and borne[0] <= now - seconds:
            borne.popleft()
        if len(borne) >= calls:
            return float(math.ceil(borne[0] + seconds - now))
        borne.append(now)
        return None

    return ask


@dataclass
class Run:
    """What came of it."""

    seconds: float = 0.0
    sent: int = 0
    refused: int = 0


@dataclass
class _World:
    limit: Limit
    latency: float
    failing: float
    left: int
    random: Random = field(default_factory=lambda: Random(1))
    pace: Pace = field(default_factory=Pace)
    run: Run = field(default_factory=Run)
    events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = field(default_factory=list)
    made: int = 0

    def at(self, when: float, act: Callable[..., None], *words: Any) -> None:
        self.made += 1
        heapq.heappush(self.events, (when, self.made, act, words))

    def next_job(self, now: float) -> None:
        if self.left:
            self.left -= 1
            self.enter(now, None)

    def enter(self, now: float, slot: float | None) -> None:
        self.pace, (slot, wait) = pacing.reserve(self.pace, now, slot)
        if wait > 0:
            self.at(now + wait + self.random.random() / 1000, self.enter, slot)
            return
        self.run.sent += 1
        refusal = self.limit(now + 0.001)
        self.at(now + self.latency * (1 + self.random.random() / 10), self.answer, now, refusal)

    def answer(self, now: float, sent: float, refusal: float | None) -> None:
        if refusal is not None:
            self.run.refused += 1
            self.pace = pacing.refused(self.pace, now, retry_after=refusal, sent_at=sent)
            self.enter(now, None)
            return
        self.pace = pacing.answered(self.pace, now, sent_at=sent)
        if self.random.random() < self.failing:
            self.at(now + self.random.random() * 0.2, self.enter, None)
            return
        self.run.seconds = now
        self.next_job(now)


def simulate(limit: Limit, *, calls: int, callers: int, latency: float, failing: float) -> Run:
    """`callers` work through `calls`; a share of answers is a 503 and is repeated. Deterministic."""
    world = _World(limit, latency, failing, left=calls)
    for caller in range(callers):
        world.at(caller / 10_000, world.next_job)
    while world.events:
        now, _, act, words = heapq.heappop(world.events)
        act(now, *words)
    return world.run
