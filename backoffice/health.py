"""Is it alive, and can it work? For load balancers, containers and people."""

import logging

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


@login_not_required
@require_safe
@never_cache
def livez(_request: HttpRequest) -> HttpResponse:
    """This process answers. Checks nothing else: a lost database is no reason to start the web again."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """503 when the database is out. Without Redis pages still work but labels wait: "degraded", 200."""
    database, queue = database_answers(), redis_answers()
    status = "out" if not database else "ok" if queue else "degraded"
    words = {True: "ok", False: "out"}
    body = {"status": status, "database": words[database], "redis": words[queue]}
    return JsonResponse(body, status=200 if database else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return False
    return True


def redis_answers() -> bool:
    """Asks with a connection of its own, half a second at most."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        logger.warning("Redis does not answer")
        return False
    finally:
        client.close()
