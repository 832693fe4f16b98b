"""What the web has loaded is looked at by no collection of garbage."""

import os
import subprocess
import sys

from tests.processes import ROOT

LEFT = "import gc, backoffice.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"


def test_a_web_process_keeps_what_it_has_loaded(redis_url: str) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "REDIS_URL": redis_url}
    told = subprocess.run([sys.executable, "-c", LEFT], cwd=ROOT, env=env, capture_output=True, check=True)
    kept, left = map(int, told.stdout.split())
    assert kept > 20 * left
