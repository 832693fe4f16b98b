"""The web, for any WSGI server: `gunicorn backoffice.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
django_application = get_wsgi_application()

from backoffice import checks, embedded, garbage, held, metrics  # noqa: E402 - read the settings, which have to be ready

checks.prepare()
metrics.clear()
embedded.ensure_redis()
embedded.ensure_sandbox()
checks.hold_restored()
application = held.giving_away(django_application)
garbage.keep_what_is_loaded()
