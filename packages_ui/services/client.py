"""The Seller Center client of this process, and the gate of all workers and web processes: its pace is kept
in Redis, the arithmetic is in `pacing`."""

import os
import time
from collections import deque
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import ParamSpec, TypeVar

import msgspec
import redis
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from packages_ui.seller_center import pacing
from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.errors import NotFound, Refused, SellerCenterError
from packages_ui.seller_center.gate import PacedGate
from packages_ui.seller_center.pacing import Pace
from packages_ui.services import calls

LANGUAGES = {"en": "en-us", "tr": "tr-tr"}  # requested from Seller Center for its responses
P = ParamSpec("P")
R = TypeVar("R")
REFRESH = 0.05  # seconds for which an open gate counts as still open
AWAY = 1.0  # seconds to continue alone after Redis failed
TRIES = 200  # as many may want a slot at the same moment, and each time only one gets it
KEPT = 3600  # seconds
# Sets the pace if it is still the one that we read; returns the present one and the time that all agree on.
SWAP = """
local now = redis.call('TIME')
local at = now[1] .. '.' .. string.format('%06d', now[2])
local kept = redis.call('GET', KEYS[1]) or ''
if kept ~= ARGV[1] then return {0, kept, at} end
if ARGV[2] ~= kept then redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3]) end
return {1, kept, at}
"""


def seller_center() -> SellerCenter:
    """The pooled client of this process, made on first use and again after a fork; safe in threads."""
    return _client(os.getpid())


@cache
def _client(pid: int) -> SellerCenter:  # noqa: ARG001 - the key: a pool must not be shared across a fork
    gate = RedisGate(_redis(), "seller-center:gate")
    return SellerCenter(config(), gate=gate, language=_language, on_attempt=_count)


def _count(took: float, error: SellerCenterError | None) -> None:
    """A refusal is an answer as good as any."""
    calls.note(took, is_error=error is not None and not isinstance(error, Refused | NotFound))


def in_this_language(call: Callable[P, R]) -> Callable[P, R]:
    """`call` for another thread, which would else use the installation's language: Django keeps the language
    by thread, and it is in no context that could be copied."""
    code = get_language()

    def in_language(*args: P.args, **options: P.kwargs) -> R:
        with translation.override(code):
            return call(*args, **options)

    return in_language


def _language() -> str:
    """The reader's, so that Seller Center's own sentences are in it; the installation's in a worker."""
    return LANGUAGES.get(get_language() or "", LANGUAGES[settings.LANGUAGE_CODE])


def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)


def config() -> Config:
    """Seller Center's settings from the environment."""
    return Config(
        url=settings.SELLER_CENTER_URL,
        api_key=settings.SELLER_CENTER_API_KEY,
        auth_scheme=settings.SELLER_CENTER_AUTH_SCHEME,
        shipping_methods_path=settings.SELLER_CENTER_SHIPPING_METHODS_PATH,
        language=LANGUAGES[settings.LANGUAGE_CODE],
    )


class RedisGate(PacedGate):
    """Safe in threads. While nothing is refused it reads Redis once in REFRESH seconds.

    While Redis is down this process paces itself by what it knows; it never raises.
    """

    def __init__(self, client: "redis.Redis", key: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._swap = client.register_script(SWAP)
        self._key = key
        self._clock = clock
        self._lock = Lock()
        self._kept = b""
        self._pace = Pace()
        self._ahead = 0.0  # seconds that Redis's clock is ahead of ours
        self._synced_at = -pacing.NEVER  # below 0: never
        self._away_until = -pacing.NEVER
        self._uncounted: deque[float] = deque()  # when each was sent

    def answered(self, *, took: float) -> None:
        """Counted with the next step; only responses just after a refusal get a step of their own."""
        now = self._now()
        self._uncounted.append(now - took)
        if now < self._pace.reopens_at:
            self._step(lambda pace, _: (pace, None))

    def _is_open(self) -> bool:
        if not pacing.is_open(self._pace, self._now()):
            return False
        return self._clock() - self._synced_at < REFRESH or self._lock.locked()

    def _step(self, move: Callable[[Pace, float], tuple[Pace, R]]) -> R:
        with self._lock:
            if self._synced_at < 0:
                self._put(self._pace)  # the first answer brings the time that all agree on
            counted = [self._uncounted.popleft() for _ in range(len(self._uncounted))]
            for _ in range(TRIES):
                now = self._now()
                pace, result = move(_with(self._pace, now, counted), now)
                if self._put(pace):
                    break
            self._pace = pace
        return result

    def _put(self, pace: Pace) -> bool:
        """Whether it is the pace now; if not, `_pace` is the one that another process has set."""
        if self._clock() < self._away_until:
            return True
        wanted = msgspec.json.encode(pace)
        try:
            done, kept, at = self._swap(keys=[self._key], args=[self._kept, wanted, KEPT])
            self._synced_at = self._clock()
            self._ahead = float(at) - self._synced_at
            self._kept = wanted if done else _bytes(kept)
            self._pace = _pace(self._kept)
        except (redis.RedisError, OSError, msgspec.DecodeError, UnicodeDecodeError):
            self._away_until = self._synced_at = self._clock() + AWAY
            return True
        return bool(done)

    def _now(self) -> float:
        return self._clock() + self._ahead


def _with(pace: Pace, now: float, sent: list[float]) -> Pace:
    """Count the calls sent at those times; one sent about the first refusal is worth more than its number."""
    telling = [at for at in sent if pace.probed_at < at <= pace.refused_at]
    for at in telling:
        pace = pacing.answered(pace, now, sent_at=at)
    others = len(sent) - len(telling)
    return pacing.answered(pace, now, sent_at=now, calls=others) if others else pace


def _pace(kept: bytes) -> Pace:
    return msgspec.json.decode(kept, type=Pace) if kept else Pace()


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
