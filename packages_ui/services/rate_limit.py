"""How often somebody was here lately, counted in Redis."""

import redis

from backoffice.quick_redis import quick_redis


def is_allowed(name: str, *, most: int, seconds: int, more: int = 1) -> bool:
    """Whether `name` has been here less than `most` times in so many seconds. Where Redis is away nobody is
    counted. With `more` 0 it is only checked."""
    key = f"rate:{name}"
    try:
        with quick_redis().pipeline() as pipe:
            pipe.incrby(key, more)
            pipe.expire(key, seconds, nx=True)
            count, _ = pipe.execute()
    except (redis.RedisError, OSError):
        return True
    return int(count) <= most
