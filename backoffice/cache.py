"""Values in Redis are JSON: whoever can write there may lie, and runs no code in a process that reads them.

Each is signed with a key that follows from SECRET_KEY, so that nobody else lies either, and the release that
wrote it is part of its key: another one may mean something else by it. What is not ours or cannot be read is
a miss.
"""

import hmac
import logging
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings
from django_redis.cache import RedisCache
from django_redis.serializers.base import BaseSerializer

from backoffice.paths import BASE_DIR

logger = logging.getLogger(__name__)
SIGNATURE = sha256().digest_size
RELEASE = 16  # hexadecimal digits
PLAIN = (msgspec.Raw, bool, int, float, str, list, dict)


class Signed(BaseSerializer):  # type: ignore[misc] # it has no types
    """Signature, then JSON. Values with a type of their own are kept by packages_ui/services/cached.py."""

    def dumps(self, value: Any) -> bytes:
        """Raises TypeError for what would not come back as it was."""
        if not isinstance(value, PLAIN):
            raise TypeError(f"{type(value).__name__} would not come back as it was")
        body = msgspec.json.encode(value)
        return _signature(body) + body

    def loads(self, value: bytes) -> Any:
        """None for a value that is not ours or not readable."""
        signature, body = value[:SIGNATURE], value[SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(body)):
            logger.warning("A value in Redis is not signed by us: ignored.")
            return None
        try:
            return msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            logger.info("A value in Redis cannot be read: ignored.")
            return None


class Cache(RedisCache):  # type: ignore[misc] # it has no types
    """django-redis' cache, for which a lost Redis is a miss; so is a value that cannot be trusted."""

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        found = super().get_many(keys, version=version) or {}
        return {key: value for key, value in found.items() if value is not None}


def key(name: str, prefix: str, version: int) -> str:
    """Where it lies in Redis."""
    return f"{prefix}:{version}:{release()}:{name}"


@cache
def release() -> str:
    """Changes whenever our classes may have changed; the same on all machines with the same code."""
    found = sha256()
    for path in sorted((BASE_DIR / "packages_ui").rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()[:RELEASE]


def _signature(body: bytes) -> bytes:
    return hmac.digest(f"cache {settings.SECRET_KEY}".encode(), body, "sha256")
