"""`manage.py sandbox`: the Seller Center in a box over HTTP."""

import argparse
import errno
import socket
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext, gettext_lazy

from backoffice.ports import is_taken
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.auth import SCHEMES
from packages_ui.sandbox.server import THREADS, listen, serve
from packages_ui.sandbox.switches import Switches, changed
from packages_ui.sandbox.zpl_printer import ZplPrinter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# option → (field of Switches, how it is read, help)
_OPTIONS: dict[str, "tuple[str, type, _StrPromise]"] = {
    "--latency-ms": ("latency_ms", float, gettext_lazy("milliseconds before every answer")),
    "--rate": ("rate_per_second", float, gettext_lazy("calls a second before 429; 0 for no limit")),
    "--burst": ("burst", int, gettext_lazy("calls that may come at once under --rate")),
    "--fail-share": ("fail_share", float, gettext_lazy("share of calls answered with --fail-status, 0 to 1")),
    "--fail-status": ("fail_status", int, gettext_lazy("500 to 504")),
    "--drop-share": ("drop_share", float, gettext_lazy("share of connections lost, 0 to 1")),
    "--slow-body-ms": ("slow_body_ms", float, gettext_lazy("milliseconds over which a body is spread")),
    "--malformed-share": (
        "malformed_share",
        float,
        gettext_lazy("share of answers with broken JSON, 0 to 1"),
    ),
    "--fault-seed": ("seed", int, gettext_lazy("seed of the shares above")),
}


class Command(BaseCommand):
    """Reads no database: nothing here may slow the sandbox or need a migration."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, data and switches."""
        parser.description = gettext("Serve a Seller Center in a box, with its own data, over HTTP.")
        parser.add_argument("--host", default="127.0.0.1", help=gettext("address to listen on"))
        port = settings.SANDBOX_PORT
        parser.add_argument(
            "--port", type=int, default=port, help=gettext("default: SANDBOX_PORT; 0 takes a free one")
        )
        parser.add_argument(
            "--printer-port",
            type=int,
            help=gettext(
                "port of a ZPL printer on this machine, which takes a second for a label; none if left out"
            ),
        )
        parser.add_argument(
            "--packages", type=_count, default=400, help=gettext("how many packages, 1 to 200000")
        )
        parser.add_argument(
            "--seed",
            dest="data_seed",
            type=int,
            default=1,
            help=gettext("the same seed gives the same data"),
        )
        parser.add_argument(
            "--labels",
            choices=("untidy", "tidy"),
            default="untidy",
            help=gettext("as real carriers send them (default), or such as every renderer takes"),
        )
        parser.add_argument(
            "--api-key", default="sandbox-key", help=gettext("the key that calls have to send")
        )
        parser.add_argument(
            "--auth-scheme", choices=SCHEMES, default="any", help=gettext("how the key has to be sent")
        )
        parser.add_argument(
            "--threads", type=_count, default=THREADS, help=gettext("calls that are answered at once")
        )
        for name, (field, kind, text) in _OPTIONS.items():
            parser.add_argument(name, dest=field, type=kind, help=str(text))
        parser.add_argument(
            "--no-retry-after",
            dest="retry_after",
            action="store_false",
            default=None,
            help=gettext("send no Retry-After with a refusal"),
        )
        parser.add_argument(
            "--unauthorized", action="store_true", default=None, help=gettext("answer 401 to every call")
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
            gettext(
                "Seller Center sandbox at {address} (switches: /_sandbox/switches). Ctrl-C stops it."
            ).format(address=where)
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
        why = error.strerror or str(error)
        sentence = gettext("The sandbox has no printer: port {port}: {why}.").format(port=port, why=why)
        sys.stderr.write(f"{sentence}\n")
        return None


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 200_000:
        raise argparse.ArgumentTypeError(gettext("must be 1 to 200000"))
    return number


def _switches(options: dict[str, Any]) -> Switches:
    fields = Switches.__struct_fields__
    try:
        return changed(Switches(), {name: options[name] for name in fields if options.get(name) is not None})
    except msgspec.ValidationError as error:
        sys.exit(gettext("{why}. The sandbox was not started.").format(why=error))


def _listen(host: str, port: int) -> socket.socket:
    taken = gettext(
        "Port {port} on {host} is taken by another program: stop it, or choose another with --port."
    ).format(port=port, host=host)
    if port and is_taken(port):  # also by one that only `localhost` leads to
        sys.exit(taken)
    try:
        return listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(taken)
        why = error.strerror or str(error)
        sys.exit(gettext("Cannot listen on {host}:{port}: {why}.").format(host=host, port=port, why=why))
