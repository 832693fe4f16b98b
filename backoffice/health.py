"""Whether the process is alive and able to work, for load balancers, containers and people."""

import logging
import shutil
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
LEAST_ROOM = 50 * 1024 * 1024  # bytes: some hundred labels, and the database's own journal


@login_not_required
@require_safe
@never_cache
def livez(_request: HttpRequest) -> HttpResponse:
    """This process responds. Checks nothing else: a lost database is no reason to restart the web."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """503 when the database is down, or the disk is full so that no label could be stored. Without Redis
    pages still work but labels wait: "degraded", 200."""
    database, queue, disk = database_answers(), redis_answers(), disk_has_room()
    status = "out" if not (database and disk) else "ok" if queue else "degraded"
    words = {True: "ok", False: "out"}
    body = {
        "status": status,
        "database": words[database],
        "redis": words[queue],
        "disk": "ok" if disk else "full",
    }
    return JsonResponse(body, status=503 if status == "out" else 200)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not respond")
        return False
    return True


def disk_has_room() -> bool:
    """Under MEDIA_ROOT, or where it will be made."""
    root = Path(settings.MEDIA_ROOT)
    try:
        return (
            shutil.disk_usage(next(each for each in (root, *root.parents) if each.exists())).free > LEAST_ROOM
        )
    except OSError:
        logger.exception("MEDIA_ROOT cannot be read")
        return False


def redis_answers() -> bool:
    """Uses a connection of its own, for at most half a second."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except redis.RedisError as error:
        logger.warning("Redis does not respond: %s", error)
        return False
    finally:
        client.close()
