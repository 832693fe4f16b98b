"""`python -m backoffice.ports`: whether the ports of `make run` are free."""

import os
import socket
import sys
from contextlib import suppress

from django.conf import settings

from backoffice.early import gettext


def is_taken(port: int) -> bool:
    """Whether a program listens there, on either address that `localhost` may mean."""
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with suppress(OSError), socket.socket(family) as probe:
            probe.connect((host, port))
            return True
    return False


def taken() -> str:
    """Why `make run` cannot start; empty where it can."""
    wanted = {"WEB_PORT": [settings.WEB_PORT]}
    if settings.SELLER_CENTER_SANDBOX:  # and its printer
        wanted["SANDBOX_PORT"] = [settings.SANDBOX_PORT, settings.SANDBOX_PORT + 1]
    for name, ports in wanted.items():
        for port in filter(is_taken, ports):
            other = f"{name}={ports[-1] + 1} make run"
            words = gettext(
                "Port {port} is used by another program. Stop it, or choose another port: {command}"
            )
            return words.format(port=port, command=other)
    return ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backoffice.settings")
    sys.exit(taken() or 0)
