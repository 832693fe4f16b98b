"""Redis for callers that wait at most half a second for it and continue without it."""

import os
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

SECONDS = 0.5


def quick_redis() -> "redis.Redis":
    """This process's own: connections must not be shared across a fork. Raises OSError and RedisError."""
    return of_process(os.getpid())


@cache
def of_process(pid: int) -> "redis.Redis":  # noqa: ARG001 - the key
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=SECONDS,
        socket_timeout=SECONDS,
        retry=Retry(NoBackoff(), 1),  # a connection may be from before Redis was started again
    )
