"""Values in Redis are trusted only where one of our own processes wrote them.

Values are pickled, and whoever can make a process read a pickle runs code in it. So each is signed with a key
that follows from SECRET_KEY, and bears the release that wrote it; what is not ours, or of another release, is
a miss: a class may have other fields by now.
"""

import hmac
import logging
import pickle
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Any

from django.conf import settings
from django_redis.cache import RedisCache
from django_redis.serializers.base import BaseSerializer

from backoffice.paths import BASE_DIR

logger = logging.getLogger(__name__)
SIGNATURE = sha256().digest_size
MARK = 8  # bytes that name the release


class Signed(BaseSerializer):  # type: ignore[misc] # it has no types
    """Signature, then release, then pickle."""

    def dumps(self, value: Any) -> bytes:
        body = release() + pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return _signature(body) + body

    def loads(self, value: bytes) -> Any:
        """None for a value that is not ours, of another release, or no longer readable."""
        signature, body = value[:SIGNATURE], value[SIGNATURE:]
        if not hmac.compare_digest(signature, _signature(body)):
            logger.warning("A value in Redis is not signed by us: ignored.")
            return None
        if body[:MARK] != release():
            return None
        try:
            return pickle.loads(body[MARK:])  # noqa: S301 - we wrote it
        except Exception as error:  # noqa: BLE001 - whatever a class of another release raises
            logger.info("A value in Redis cannot be read (%s): ignored.", type(error).__name__)
            return None


class Cache(RedisCache):  # type: ignore[misc] # it has no types
    """django-redis' cache, for which a lost Redis is a miss; so is a value that cannot be trusted."""

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        found = super().get_many(keys, version=version) or {}
        return {key: value for key, value in found.items() if value is not None}


@cache
def release() -> bytes:
    """Changes whenever our classes may have changed; the same on all machines with the same code."""
    found = sha256()
    for path in sorted((BASE_DIR / "packages_ui").rglob("*.py")):
        found.update(path.read_bytes())
    return found.digest()[:MARK]


def _signature(body: bytes) -> bytes:
    return hmac.digest(f"cache {settings.SECRET_KEY}".encode(), body, "sha256")
