"""Deployment mistakes that Django cannot know of."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register
def check_time_limits(**_: Any) -> list[checks.CheckMessage]:
    """soft limit < hard limit < visibility timeout, or a running task is given out a second time."""
    soft, hard = settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT
    visible = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    if soft < hard < visible:
        return []
    return [
        checks.Error(
            f"Celery's time limits are in the wrong order: soft {soft}, hard {hard}, visibility {visible} s.",
            hint="Keep CELERY_TASK_SOFT_TIME_LIMIT < CELERY_TASK_TIME_LIMIT < visibility_timeout.",
            id="backoffice.E001",
        )
    ]
