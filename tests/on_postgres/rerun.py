"""What is promised on SQLite is kept on PostgreSQL: the same tests, on a server of their own.

A file of this folder is a rerun, so that several of pytest's workers share them.
"""

import os
import subprocess
import sys

from tests.postgres import Postgres
from tests.prepared import ROOT

OF_THE_RUN = ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT", "PROMETHEUS_MULTIPROC_DIR")


def rerun(*names: str) -> None:
    """Files and folders below `tests`."""
    own = ("BACKOFFICE_TESTS", "PYTEST_", *OF_THE_RUN)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    words = ["-q", "-n", "0", "-p", "no:cacheprovider", *(f"tests/{name}" for name in names)]
    with Postgres(hasty=True, migrated=True) as server:
        environment |= {"TEST_DATABASE_URL": server.url, "TEST_DATABASE_IS_MIGRATED": "1"}
        command = [sys.executable, "-m", "pytest", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
