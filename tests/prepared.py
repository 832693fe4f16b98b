"""A migrated SQLite database, made once for the code as it is, to be copied wherever a test needs one."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "tests"
WHAT_MAKES_IT = ("packages_ui", "backoffice")


def copy_database(into: Path) -> None:
    """As `manage.py migrate` would leave a new one."""
    shutil.copy(_database(), into)


def _database() -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = FOLDER / f"{_digest()}.sqlite3"
    with (FOLDER / "lock").open("w") as lock:  # one makes it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            _migrate(found)
    return found


def _digest() -> str:
    """Of all that may have a say in what a new database holds."""
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(each for name in WHAT_MAKES_IT for each in (ROOT / name).rglob("*.py")):
        found.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return found.hexdigest()[:24]


def _migrate(into: Path) -> None:
    half = into.with_suffix(".sqlite3-half")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "backoffice.settings",
        "DATABASE_URL": f"sqlite:///{half}",
        "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "ENV_FILE": os.devnull,
    }
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    half.rename(into)
