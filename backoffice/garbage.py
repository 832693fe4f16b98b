"""A full garbage collection visits every object, which takes longer than a page."""

import gc

from django.urls import get_resolver


def keep_what_is_loaded() -> None:
    """Objects loaded at the start live until the process ends: exclude them from collections."""
    get_resolver().url_patterns  # noqa: B018 - loads every view, which the first request would do
    gc.collect()
    gc.freeze()
