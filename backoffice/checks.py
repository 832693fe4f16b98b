"""Deployment mistakes that Django cannot know about."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError
from django.utils.translation import gettext

from backoffice import mistakes
from backoffice.paths import VAR, keep_private


@checks.register
def check_time_limits(**_: Any) -> list[checks.CheckMessage]:
    """soft limit < hard limit < visibility timeout, or a running task is delivered a second time."""
    soft, hard = settings.CELERY_TASK_SOFT_TIME_LIMIT, settings.CELERY_TASK_TIME_LIMIT
    visible = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    if soft < hard < visible:
        return []
    return [
        checks.Error(
            gettext(
                "Celery's time limits are in the wrong order: "
                "soft {soft}, hard {hard}, visibility {visible} s."
            ).format(soft=soft, hard=hard, visible=visible),
            hint="Keep CELERY_TASK_SOFT_TIME_LIMIT < CELERY_TASK_TIME_LIMIT < visibility_timeout.",
            id="backoffice.E001",
        )
    ]


@checks.register
def check_print_times(**_: Any) -> list[checks.CheckMessage]:
    """A label's hand-over < lease, or none is ever sent; a run, its last labels and their end < time limit <
    visibility timeout, or labels are cut off while they are sent, or a running task is delivered again."""
    step, draw = settings.PRINT_STEP_SECONDS, settings.PRINT_DRAW_SECONDS
    run, lease, limit = settings.PRINT_RUN_SECONDS, settings.PRINT_LEASE_SECONDS, settings.PRINT_TIME_LIMIT
    visible = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    if step < lease and run < draw and draw + 2 * step < limit < visible:
        return []
    return [
        checks.Error(
            f"The times of printing are in the wrong order: label {step:g}, run {run:g}, drawing {draw:g}, "
            f"lease {lease:g}, limit {limit:g}, visibility {visible:g} s.",
            hint="Keep PRINT_STEP_SECONDS < PRINT_LEASE_SECONDS, PRINT_RUN_SECONDS < PRINT_DRAW_SECONDS and "
            "PRINT_DRAW_SECONDS + 2 × PRINT_STEP_SECONDS < PRINT_TIME_LIMIT < visibility_timeout.",
            id="backoffice.E002",
        )
    ]


@checks.register
def check_delivery(**_: Any) -> list[checks.CheckMessage]:
    """A worker takes one task at a time and acknowledges it when done; else tasks are lost with it."""
    if settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1 and settings.CELERY_TASK_ACKS_LATE:
        return []
    return [
        checks.Error(
            "Celery hands out tasks ahead of time or takes them as done before they are.",
            hint="Keep CELERY_WORKER_PREFETCH_MULTIPLIER = 1 and CELERY_TASK_ACKS_LATE = True.",
            id="backoffice.E003",
        )
    ]


def wrong_settings() -> list[checks.CheckMessage]:
    """The checks that stop the web and a worker from starting: neither runs Django's own."""
    ours = (check_time_limits, check_print_times, check_delivery, *mistakes.CHECKS)
    return [message for check in ours for message in check()]


def prepare() -> None:
    """Before the web or a worker starts: refuse mistakes, and keep the stored files private to this user."""
    refuse_mistakes()
    database = settings.DATABASES["default"]
    is_file = database["ENGINE"].endswith("sqlite3")
    keep_private([VAR, Path(settings.MEDIA_ROOT)], [Path(database["NAME"])] if is_file else [])


def refuse_mistakes() -> None:
    """SystemExit with the first of them. Without a database the demo is not checked."""
    for wrong in wrong_settings():
        raise SystemExit(f"{wrong.msg} {wrong.hint}")
    if settings.SELLER_CENTER_SANDBOX:
        return
    from packages_ui.services.demo import leftovers  # noqa: PLC0415 - the models need the registry

    with suppress(DatabaseError):
        if found := str(leftovers()):
            raise SystemExit(
                gettext("A real Seller Center is set, but {found}. Run: manage.py demo --remove").format(
                    found=found
                )
            )


def hold_restored() -> None:
    """Once Redis responds: a database restored from a backup would print labels again. One that is down, or
    not migrated yet, is checked before the first label."""
    from packages_ui.services.printing.restored import hold_if_older  # noqa: PLC0415 - the same

    with suppress(DatabaseError):
        hold_if_older()
