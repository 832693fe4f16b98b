"""How the project is configured and started. No domain word lives here."""

from backoffice.celery import app as celery_app

__all__ = ["celery_app"]
