"""`make run` after the set-up: every line of the Procfile, until Ctrl-C, and a message when it is ready."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from django.conf import settings

from backoffice import embedded
from backoffice.paths import BASE_DIR, VAR
from packages_ui.drawing import pool

PATIENCE = 90.0  # seconds until the first page


def start() -> subprocess.Popen[bytes]:
    """honcho, which starts the lines; programs of this virtual environment come first, and one process draws
    for all of them."""
    pool.share()
    bin_folder = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "WEB_CONCURRENCY": os.environ.get("WEB_CONCURRENCY") or str(2 * (os.cpu_count() or 1)),
        "PYTHONUNBUFFERED": "1",
    }
    command = [str(bin_folder / "honcho"), "start"]
    return subprocess.Popen(command, cwd=BASE_DIR, env=environment)  # noqa: S603 - our own words


def is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310 - loopback
            return bool(json.load(answer)["status"] == "ok")
    except (URLError, OSError, ValueError, KeyError):
        return False


def wait_until_ready(address: str, everything: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and everything.poll() is None:
        if is_ready(address):
            return True
        time.sleep(0.2)
    return False


def greeting(address: str) -> str:
    """The address and, with the sandbox, the users who can sign in."""
    lines = ["", f"Ready: {address}/"]
    users = VAR / "demo_users.json"
    if settings.SELLER_CENTER_SANDBOX and users.is_file():
        known = json.loads(users.read_text(encoding="utf-8"))
        lines += ["Sign in as", *(f"  {name:<8} password  {password}" for name, password in known.items())]
    return "\n".join([*lines, "Ctrl-C stops everything.", ""])


def main() -> int:
    address = f"http://127.0.0.1:{settings.WEB_PORT}"
    everything = start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: everything.terminate())
    if wait_until_ready(address, everything):
        sys.stdout.write(f"{greeting(address)}\n")
    elif everything.poll() is None:
        sys.stdout.write(f"\nNot ready after {PATIENCE:.0f} s. The lines above say why.\n")
    sys.stdout.flush()
    code = everything.wait()
    embedded.has_ended(embedded.redis_service())
    embedded.has_ended(embedded.sandbox_service(settings.SANDBOX_PORT))
    return 0 if code in (130, 143) else code


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    sys.exit(main())
