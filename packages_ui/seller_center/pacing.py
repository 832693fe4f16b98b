"""The pace of calls to an API that has begun to refuse them: pure functions over one small value.

While nothing is refused there is no pace and no waiting. The first refusal shuts the gate for the time that
the API names; afterwards calls get slots at the rate that the API has sustained, which rises slowly until
the next refusal and is forgotten after some minutes without one.
Times are seconds of any one clock; rates are calls per second.
"""

import math

from msgspec import Struct
from msgspec.structs import replace

DEFAULT_WAIT = 1.0  # seconds to stay shut when a refusal names no time
LEAST_WAIT = 0.25  # seconds, however short: a shorter one is no measure of the rate
MOST_WAIT = 120.0  # seconds, however long a refusal's Retry-After
SHORT, LONG = 1.0, 30.0  # seconds that the two tallies look back at least, and at most twice
SAFETY = 0.95  # of the rate that the API has sustained
BACK = 0.92  # of the paced rate, after a paced call was refused
FAR_BACK = 0.75  # the same, when that came within SOON seconds of the last refusal
SOON = 2.0
RISE = 10.0  # seconds to come back to the rate that was refused
ENOUGH = 100  # calls accepted before the first refusal that show the rate well; with fewer it rises faster
QUICKEST = 0.025  # of RISE
FORGET = 30.0  # times its own rise without a refusal, a pace is dropped
LEAST_RATE = 0.2
NEVER = 1e12  # no time at all; finite, so that JSON can hold it
LATE = 3  # calls accepted after the first refused one that show a rate
NEAR = 1.41  # times: how far a measured rate may be from a round one to be taken for it
WELL = 10  # recent responses that show that the API is up
OUTAGE = 4  # 503 in a row, with a time named, that shut the gate for all


class Tally(Struct, frozen=True, array_like=True):
    """Calls accepted since about one span ago: two buckets, so that at least one whole span is seen."""

    since: float = -NEVER
    calls: int = 0
    before: int = 0
    before_since: float = -NEVER


class Pace(Struct, frozen=True, array_like=True):
    """What has been learnt of the API's limit; `rate` 0 means that there is no pace."""

    rate: float = 0.0
    ceiling: float = 0.0
    rise: float = RISE
    refused_at: float = -NEVER
    reopens_at: float = -NEVER
    next_slot: float = -NEVER
    probed_at: float = NEVER
    late: int = 0
    failures: int = 0
    short: Tally = Tally()
    long: Tally = Tally()


def reserve(pace: Pace, now: float, slot: float | None = None) -> tuple[Pace, tuple[float | None, float]]:
    """The slot of one call and the seconds to wait before reserving again; 0 is to send at once.

    `slot` is what was given before. It is lost when a refusal has shut the gate since.
    """
    if now < pace.reopens_at:
        return pace, (None, pace.reopens_at - now)
    if slot is not None and slot >= pace.reopens_at:
        return pace, (slot, max(0.0, slot - now))
    allowed = rate_at(pace, now)
    if not allowed:
        return pace, (None, 0.0)
    slot = max(now, pace.next_slot)
    return replace(pace, next_slot=slot + 1 / (rate_at(pace, slot) or allowed)), (slot, slot - now)


def is_open(pace: Pace, now: float) -> bool:
    """Whether calls go at once and need no slot."""
    return now >= pace.reopens_at and not rate_at(pace, now)


def answered(pace: Pace, now: float, *, sent_at: float, calls: int = 1) -> Pace:
    """Count calls that were not refused."""
    pace = replace(
        pace,
        failures=0,
        short=_counted(pace.short, now, calls, SHORT),
        long=_counted(pace.long, now, calls, LONG),
    )
    return _with_late(pace) if pace.probed_at < sent_at <= pace.refused_at else pace


def failed(pace: Pace, now: float, *, retry_after: float, sent_at: float) -> Pace:
    """Count a 503 that names a time. One among answers is the caller's own; a row of them shuts the gate."""
    pace = replace(pace, failures=pace.failures + 1)
    if pace.probed_at < sent_at <= pace.refused_at:
        pace = _with_late(pace)  # it failed, but it was not refused
    if pace.failures < OUTAGE or sent_at < pace.reopens_at:
        return pace
    return replace(pace, reopens_at=max(pace.reopens_at, now + min(retry_after, MOST_WAIT)), refused_at=now)


def refused(pace: Pace, now: float, *, retry_after: float | None, sent_at: float) -> Pace:
    """Shut the gate. Calls sent before it reopens belong to the same refusal: they do not slow us twice."""
    wait = min(max(DEFAULT_WAIT if retry_after is None else retry_after, LEAST_WAIT), MOST_WAIT)
    reopens_at = max(pace.reopens_at, now + wait)
    if sent_at < pace.reopens_at:
        return replace(pace, reopens_at=reopens_at)
    paced = rate_at(pace, now)
    rate, ceiling, rise = _slower(pace, paced, now, wait) if paced else _first(pace, now, wait)
    return Pace(
        rate=max(rate, LEAST_RATE),
        ceiling=max(ceiling, LEAST_RATE),
        rise=rise,
        refused_at=now,
        reopens_at=reopens_at,
        next_slot=max(pace.next_slot, reopens_at),  # who holds a later slot keeps it
        probed_at=NEVER if paced else sent_at,
    )


def rate_at(pace: Pace, now: float) -> float:
    """The rate allowed now, 0 for any: up to the refused one, level there, then beyond."""
    age = max(0.0, now - pace.reopens_at)
    if not pace.rate or age > FORGET * pace.rise:
        return 0.0
    if pace.ceiling > pace.rate:
        return pace.ceiling + (pace.ceiling - pace.rate) * (age / pace.rise - 1) ** 3
    return pace.rate * (1 + 0.3 * (age / pace.rise) ** 3)


def is_lone(pace: Pace, now: float) -> bool:
    """Whether a 503 stands alone among answers, so that the time it names is refuted by them."""
    answers = pace.short.calls + pace.short.before
    return pace.failures < OUTAGE and answers >= WELL and now - pace.short.since <= 2 * SHORT


def _slower(pace: Pace, paced: float, now: float, wait: float) -> tuple[float, float, float]:
    """The rate of the whole cycle, its wait included, within bounds around the rate that was refused."""
    calls = pace.short.calls + pace.short.before
    shown = SAFETY * calls / max(now + wait - pace.reopens_at, LEAST_WAIT)
    rate = min(max(shown, FAR_BACK * paced if now - pace.reopens_at < SOON else BACK * paced), BACK * paced)
    return rate, max(SAFETY * paced, rate), RISE * max(1.0, wait)


def _first(pace: Pace, now: float, wait: float) -> tuple[float, float, float]:
    """The rate shown before the first refusal: a limit counts whole seconds, and so does Retry-After."""
    tally = pace.short if wait <= 5 * SHORT else pace.long
    calls = tally.calls + tally.before
    since = tally.before_since if tally.before else tally.since
    span = max(now - since, 0.0) + wait if calls else wait
    if wait == int(wait) and span > 1:
        span = math.floor(span)
    rate = max(SAFETY * likely(calls / span), 10 / wait if calls < 30 else 0)
    sure = min(max((calls / ENOUGH) ** 2, QUICKEST), 1.0)
    return rate, rate, RISE * max(1.0, wait) * sure


def _with_late(pace: Pace) -> Pace:
    """Calls borne after the first refused one was sent show what is borne when no burst is left."""
    pace = replace(pace, late=pace.late + 1)
    if pace.late < LATE:
        return pace
    rate = SAFETY * likely((pace.late + 0.5) / max(pace.refused_at - pace.probed_at, 1e-3))
    sure = 0.65 if pace.late > LATE + 1 else 0.3  # so few calls may show too little
    return replace(pace, rate=rate, ceiling=rate, rise=RISE * sure)


def likely(rate: float) -> float:
    """People choose 1, 2 or 5 times a power of ten as a limit: the near one of them, else the rate itself."""
    if rate <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(rate))
    near = min((power, 2 * power, 5 * power, 10 * power), key=lambda limit: abs(math.log(limit / rate)))
    return near if abs(math.log(near / rate)) < math.log(NEAR) else rate


def _counted(tally: Tally, now: float, calls: int, span: float) -> Tally:
    if now - tally.since <= span:
        return replace(tally, calls=tally.calls + calls)
    if now - tally.since > 2 * span:
        return Tally(since=now, calls=calls)
    return Tally(since=now, calls=calls, before=tally.calls, before_since=tally.since)
