"""What is promised on SQLite is kept on PostgreSQL: the same tests, on a server of their own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
SAME = (
    "services/barcodes/test_package_codes.py",
    "backoffice/test_compiled.py",
    "backoffice/test_people.py",
    "services/handover/test_hand_over.py",
    "services/packing/test_on_paper.py",
    "services/packing/test_mark.py",
    "services/packing/test_scan.py",
    "services/packing/test_without_label.py",
    "services/packing/test_two_tabs.py",
    "services/pairs",
    "services/printing/test_interleaving.py",
    "services/printing/test_ledger.py",
    "services/printing/test_queue.py",
    "services/printing/test_reprint.py",
    "services/printing/test_watch.py",
    "services/printing/test_answer.py",
    "services/shelf/test_fetch_ahead.py",
    "services/shelf/test_shelf.py",
    "services/status_changes/test_send.py",
    "services/test_audit.py",
    "services/printing/test_batch_settle.py",
    "services/batches/test_batches.py",
    "services/test_bulk.py",
    "services/batches/test_stale.py",
    "services/batches/test_fetch.py",
    "services/batches/test_fetch_pause.py",
    "services/batches/test_label_states.py",
    "services/test_lease.py",
    "services/test_lengths.py",
    "services/test_prune.py",
    "services/test_sweep.py",
    "test_migrations.py",
    "views/test_hostile_values.py",
    "views/packing/test_pack_statements.py",
)


def test_it_keeps_its_promises_on_postgresql() -> None:
    own = ("BACKOFFICE_TESTS", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT", "PROMETHEUS_MULTIPROC_DIR"):
        environment.pop(name, None)
    with Postgres(hasty=True) as server:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                *(f"tests/{name}" for name in SAME),
            ],
            cwd=ROOT,
            env={**environment, "TEST_DATABASE_URL": server.url},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
