"""Migrated databases, made once for the code as it is, to be copied wherever a test needs one."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.inherited import inherited

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
WHAT_MAKES_IT = ("packages_ui", "backoffice")


def copy_database(into: Path) -> None:
    """SQLite's, as `manage.py migrate` would leave a new one."""
    shutil.copy(made("sqlite3", lambda half: migrate(f"sqlite:///{half}")), into)


def made(kind: str, make: Callable[[Path], None]) -> Path:
    """What `make` leaves at the path that it is given."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = FOLDER / f"{_digest()}.{kind}"
    with (FOLDER / f"lock-{kind}").open("w") as lock:  # one makes it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            for old in FOLDER.glob(f"*.{kind}*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            half = found.with_suffix(f".{kind}-half")
            make(half)
            half.rename(found)
    return found


def _digest() -> str:
    """Of all that may have a say in what a new database holds."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(each for name in WHAT_MAKES_IT for each in (ROOT / name).rglob("*.py")):
        found.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return found.hexdigest()[:24]


def migrate(url: str) -> None:
    environment = {
        **inherited(),
        "DJANGO_SETTINGS_MODULE": "backoffice.settings",
        "DATABASE_URL": url,
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "ENV_FILE": os.devnull,
    }
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
