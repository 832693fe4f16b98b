"""What is promised on SQLite is kept on PostgreSQL: the same tests, on a server of their own.

A file of this folder is a rerun, so that several of pytest's workers share them. What locks, SQL of our own,
search, pages by key and how a schema grows are run whole; of what goes through Django alone a sixth with each
commit.
"""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests import turns
from tests.postgres import Postgres
from tests.prepared import ROOT

OF_THE_RUN = ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT", "PROMETHEUS_MULTIPROC_DIR")


def rerun(*names: str, in_sixths: Sequence[str] = ()) -> None:
    """Files and folders below `tests`."""
    own = ("BACKOFFICE_TESTS", "PYTEST_", *OF_THE_RUN)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    paths = [f"tests/{name}" for name in (*names, *in_sixths)]
    part = (
        ["--every"]
        if turns.now.every
        else ["--in-turns", *(f"--in-sixths=tests/{name}" for name in in_sixths)]
    )
    words = ["-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:schemathesis", *part, *paths]
    with Postgres(hasty=True, migrated=True) as server:
        environment |= {"TEST_DATABASE_URL": server.url, "TEST_DATABASE_IS_MIGRATED": "1"}
        command = [sys.executable, "-m", "pytest", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
