"""From addresses in the environment to the settings of Django and Celery."""

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from redis.connection import parse_url

from backoffice.early import gettext

LEAST_SECRET = 6  # letters: a shorter one would blot out words of every day
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,  # seconds that a writer waits for another
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def database(address: str) -> dict[str, Any]:
    """Django's settings of one database: SQLite for one machine, or PostgreSQL."""
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(address)}
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(
            gettext("DATABASE_URL cannot be read. It must look like postgres://user:password@host/name.")
        ) from error
    engine = parsed["ENGINE"].rpartition(".")[2]
    if engine == "sqlite3":
        return {**parsed, "OPTIONS": {**SQLITE_OPTIONS, **parsed.get("OPTIONS", {})}, "CONN_MAX_AGE": 60}
    if engine != "postgresql":
        raise ImproperlyConfigured(gettext("DATABASE_URL must begin with sqlite:// or postgres://."))
    options = {"connect_timeout": 3, **parsed.get("OPTIONS", {})}
    return {**parsed, "OPTIONS": options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def celery_broker(redis_url: str) -> str:
    """Celery's spelling of a Redis address: it knows unix sockets by another name than redis-py. A password
    stands before the @, as both read it there."""
    scheme, found, rest = redis_url.partition("://")
    if not found or scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured(gettext("REDIS_URL must begin with redis://, rediss:// or unix://."))
    try:
        parse_url(redis_url)  # type: ignore[no-untyped-call] # its authors left it so
        query = parse_qs(urlsplit(redis_url).query)
    except ValueError:
        raise ImproperlyConfigured(
            gettext("REDIS_URL cannot be read. It must look like redis://:password@host:6379/0.")
        ) from None
    if scheme != "unix" and not re.fullmatch(r"(/[0-9]{0,4})?", urlsplit(redis_url).path):
        raise ImproperlyConfigured(gettext("REDIS_URL must end with the number of a database, such as /0."))
    if {"password", "username"} & query.keys():
        raise ImproperlyConfigured(
            gettext("REDIS_URL has its password after the ?. Write it before the host: :password@.")
        )
    if scheme != "unix":
        return redis_url
    return f"redis+socket://{rest.replace('?db=', '?virtual_host=')}"


def passwords(*addresses: str) -> tuple[str, ...]:
    """Those that stand in addresses, as written and as meant."""
    found = {urlsplit(address).password or "" for address in addresses}
    every = found | {unquote(each) for each in found}
    return tuple(each for each in every if len(each) >= LEAST_SECRET)
