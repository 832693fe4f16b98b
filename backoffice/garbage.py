"""A collection of all garbage walks through every object there is, for longer than a page takes."""

import gc

from django.urls import get_resolver


def keep_what_is_loaded() -> None:
    """What a process has loaded when it begins stays until it ends: no collection looks at it again."""
    get_resolver().url_patterns  # noqa: B018 - loads every view, which the first request would do
    gc.collect()
    gc.freeze()
