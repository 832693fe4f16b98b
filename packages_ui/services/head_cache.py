"""Where the head of every page is kept for two seconds: pages that ask often cost one look-up each."""

from django.core.cache import cache

KEY, SECONDS = "head", 2


def forget_head() -> None:
    """What it says has just changed: the next page reads it anew."""
    cache.delete(KEY)
