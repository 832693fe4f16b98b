"""The one Seller Center client of this process."""

import os
from functools import cache

import redis
from django.conf import settings

from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.services.gate import RedisGate

LANGUAGES = {"en": "en-us", "tr": "tr-tr"}  # what Seller Center is asked to answer in


def seller_center() -> SellerCenter:
    """The pooled client of this process, made on first use and again after a fork; safe in threads."""
    return _client(os.getpid())


@cache
def _client(pid: int) -> SellerCenter:  # noqa: ARG001 - the key: a pool must not be shared across a fork
    return SellerCenter(config(), gate=RedisGate(_redis(), "seller-center:gate"))


def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=0.5)


def config() -> Config:
    """What the environment says about Seller Center."""
    return Config(
        url=settings.SELLER_CENTER_URL,
        api_key=settings.SELLER_CENTER_API_KEY,
        auth_scheme=settings.SELLER_CENTER_AUTH_SCHEME,
        shipping_methods_path=settings.SELLER_CENTER_SHIPPING_METHODS_PATH,
        language=LANGUAGES[settings.LANGUAGE_CODE],
    )
