"""`manage.py sandbox`: the Seller Center in a box over HTTP."""

import argparse
import errno
import socket
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backoffice.ports import is_taken
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.auth import SCHEMES
from packages_ui.sandbox.server import THREADS, listen, serve
from packages_ui.sandbox.switches import Switches, changed
from packages_ui.sandbox.zpl_printer import ZplPrinter

# option → (field of Switches, how it is read, help)
_OPTIONS: dict[str, tuple[str, type, str]] = {
    "--latency-ms": ("latency_ms", float, "milliseconds before every answer"),
    "--rate": ("rate_per_second", float, "calls a second before 429; 0 for no limit"),
    "--burst": ("burst", int, "calls that may come at once under --rate"),
    "--fail-share": ("fail_share", float, "share of calls answered with --fail-status, 0 to 1"),
    "--fail-status": ("fail_status", int, "500 to 504"),
    "--drop-share": ("drop_share", float, "share of connections lost, 0 to 1"),
    "--slow-body-ms": ("slow_body_ms", float, "milliseconds over which a body is spread"),
    "--malformed-share": ("malformed_share", float, "share of answers with broken JSON, 0 to 1"),
    "--fault-seed": ("seed", int, "seed of the shares above"),
}


class Command(BaseCommand):
    """Reads no database: nothing here may slow the sandbox or need a migration."""

    help = "Serve a Seller Center in a box, with its own data, over HTTP."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, data and switches."""
        parser.add_argument("--host", default="127.0.0.1")
        port = settings.SANDBOX_PORT
        parser.add_argument(
            "--port", type=int, default=port, help="default: SANDBOX_PORT; 0 takes a free one"
        )
        parser.add_argument(
            "--printer-port",
            type=int,
            help="port of a ZPL printer on this machine, which takes a second for a label; none if left out",
        )
        parser.add_argument("--packages", type=_count, default=400)
        parser.add_argument(
            "--seed", dest="data_seed", type=int, default=1, help="the same seed gives the same data"
        )
        parser.add_argument(
            "--labels",
            choices=("untidy", "tidy"),
            default="untidy",
            help="as real carriers send them (default), or such as every renderer takes",
        )
        parser.add_argument("--api-key", default="sandbox-key")
        parser.add_argument("--auth-scheme", choices=SCHEMES, default="any")
        parser.add_argument("--threads", type=_count, default=THREADS)
        for name, (field, kind, text) in _OPTIONS.items():
            parser.add_argument(name, dest=field, type=kind, help=text)
        parser.add_argument("--no-retry-after", dest="retry_after", action="store_false", default=None)
        parser.add_argument(
            "--unauthorized", action="store_true", default=None, help="answer 401 to every call"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (Django's signature)
        """Bind, say where, serve."""
        switches = _switches(options)
        listener = _listen(options["host"], options["port"])

        def make_sandbox() -> Sandbox:
            return Sandbox(
                packages=options["packages"],
                seed=options["data_seed"],
                api_key=options["api_key"],
                auth_scheme=options["auth_scheme"],
                clock=lambda: datetime.now(UTC),
                switches=switches,
                printer=_printer(options["printer_port"]),
                untidy=options["labels"] == "untidy",
            )

        host, port = listener.getsockname()[:2]
        where = f"http://{host}:{port}"
        self.stdout.write(
            f"Seller Center sandbox at {where} (switches: /_sandbox/switches). Ctrl-C stops it."
        )
        self.stdout.flush()
        serve(listener, make_sandbox, threads=options["threads"])


def _printer(port: int | None) -> ZplPrinter | None:
    """Without it where its port is taken: packages can be shown all the same."""
    if port is None:
        return None
    try:
        return ZplPrinter(port=port, slow=1, keeps=100)
    except OSError as error:
        sys.stderr.write(f"The sandbox has no printer: port {port}: {error.strerror or error}.\n")
        return None


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 200_000:
        raise argparse.ArgumentTypeError("must be 1 to 200000")
    return number


def _switches(options: dict[str, Any]) -> Switches:
    fields = Switches.__struct_fields__
    try:
        return changed(Switches(), {name: options[name] for name in fields if options.get(name) is not None})
    except msgspec.ValidationError as error:
        sys.exit(f"{error}. The sandbox was not started.")


def _listen(host: str, port: int) -> socket.socket:
    taken = f"Port {port} on {host} is taken by another program: stop it, or choose another with --port."
    if port and is_taken(port):  # also by one that only `localhost` leads to
        sys.exit(taken)
    try:
        return listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(taken)
        sys.exit(f"Cannot listen on {host}:{port}: {error.strerror or error}.")
