"""What has been loaded is looked at by no collection of garbage."""

import os
import subprocess
import sys

from tests.processes import ROOT

LEFT = "import gc, backoffice.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
LOADED = """
import gc, django
before = gc.get_stats()[2]["collections"]
django.setup()
print(gc.get_stats()[2]["collections"] - before, gc.get_freeze_count(), len(gc.get_objects()))
print(int(gc.isenabled()))
"""


def told(code: str, redis_url: str) -> list[int]:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "backoffice.settings", "REDIS_URL": redis_url}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, check=True)
    return list(map(int, done.stdout.split()))


def test_a_web_process_keeps_what_it_has_loaded(redis_url: str) -> None:
    kept, left = told(LEFT, redis_url)
    assert kept > 20 * left


def test_no_process_looks_through_its_models_before_all_are_loaded(redis_url: str) -> None:
    """And each collects from then on."""
    collections, kept, left, collects = told(LOADED, redis_url)
    assert collections <= 2  # until the settings are read
    assert kept > 20 * left
    assert collects
