"""The web as it is, for gunicorn, with /bare/ besides: a page that does nothing, the yardstick."""

from django.conf import settings

from backoffice.wsgi import application

__all__ = ["application"]
settings.ROOT_URLCONF = "tests.bench.bare"
