"""The web as in production, but a page waits for Seller Center until that answers or ends; for gunicorn."""

from dataclasses import replace

from django.conf import settings

from backoffice.wsgi import application
from packages_ui.seller_center.config import Config
from packages_ui.services import client

__all__ = ["application"]
AN_HOUR = 3600
_config = client.config


def config() -> Config:
    return replace(_config(), read_timeout=AN_HOUR, deadline=AN_HOUR, tries=1)


settings.SELLER_CENTER_SECONDS = AN_HOUR
client.config = config
