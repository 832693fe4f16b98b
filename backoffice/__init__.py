"""How the project is configured and started. It knows nothing of packages."""

from backoffice.celery import app as celery_app

__all__ = ["celery_app"]
