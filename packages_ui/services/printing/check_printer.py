"""Poll printers that no feeder polls: once on request, and every second for stations with an open page."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from packages_ui.messages.message import Message, message
from packages_ui.models import Printer, Station
from packages_ui.printers.address import InvalidAddress
from packages_ui.printers.errors import PrinterError
from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.raw import RawPrinter
from packages_ui.services import lease
from packages_ui.services.printing import ledger
from packages_ui.services.printing.agent_link import agent_printer
from packages_ui.services.printing.raw import SILENT, raw_printer

Check = Future[tuple[Message, float]]
logger = logging.getLogger(__name__)
WATCHED_SECONDS = 10  # open pages renew it more often
SLOW_SECONDS, REST_SECONDS = 0.5, 4  # a slow printer is not polled again for a while
AGENT_REST_SECONDS = 1  # its question goes to a PC and back, and trouble is shown within three seconds
SAVE_EVERY = timedelta(seconds=10)  # an unchanged state is saved less often
AT_ONCE = 16
CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 1.0  # some printers need two requests
LEASE_SECONDS = 6
TOGETHER = 0.02  # seconds in which responses count as one
CHECKED = ("trouble", "looked_at", "answers")


def check(*, printer: Printer) -> bool:
    """Poll it and save its state, on `printer` too; whether it was polled. A browser's printer cannot be
    polled; one that is being fed is polled by its feeder."""
    if not printer.is_fed:
        return False
    with lease.held(name=ledger.lease_name(printer.pk), seconds=LEASE_SECONDS) as token:
        if token is None:
            printer.refresh_from_db(fields=CHECKED)
            return False
        trouble = trouble_of(printer)
    printer.note(trouble=trouble, looked_at=timezone.now(), answers=printer.answers)
    return True


def trouble_of(printer: Printer) -> Message:
    """What it reports; empty when all is well. Makes no database query; sets `answers` on the object where a
    raw printer responded."""
    try:
        return _ipp(printer) if printer.kind == Printer.Kind.IPP else _zpl(printer)
    except PrinterError as error:
        return error.sentence
    except InvalidAddress as error:
        return error.sentence


def _zpl(printer: Printer) -> Message:
    is_agent = printer.kind == Printer.Kind.AGENT
    status = (agent_printer(printer) if is_agent else _raw(printer)).status()
    printer.answers = printer.answers or status.answered
    return SILENT if printer.answers and not status.answered else status.trouble


def _raw(printer: Printer) -> RawPrinter:
    return raw_printer(printer.address, connect_seconds=CONNECT_SECONDS, answer_seconds=ANSWER_SECONDS)


def _ipp(printer: Printer) -> Message:
    return (
        IppPrinter(
            printer.address,
            certificate=printer.certificate,
            connect_seconds=CONNECT_SECONDS,
            answer_seconds=2 * ANSWER_SECONDS,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
        .check()
        .trouble
    )


def watch(*, station_ids: Iterable[int]) -> None:
    """A page that shows these stations is open now."""
    cache.set_many({_watched(pk): 1 for pk in station_ids}, WATCHED_SECONDS)


def check_watched(*, on_free: Callable[[], object] = bool) -> int:
    """Poll each watched printer that no feeder polls, and save its state; how many. `on_free` is called
    before a slow one is waited for: the leases of the others are free by then."""
    printers = {ledger.lease_name(printer.pk): printer for printer in _due()}
    if not printers:
        return 0
    token, mine = lease.take_all(names=printers, seconds=LEASE_SECONDS)
    try:
        _poll([printers[name] for name in mine], token, on_free)
    finally:
        lease.release(token=token)
    return len(mine)


def _due() -> list[Printer]:
    stations = dict(Station.objects.values_list("pk", "label_printer"))
    if not stations:
        return []
    watched = cache.get_many(map(_watched, stations))
    ids = {printer for pk, printer in stations.items() if _watched(pk) in watched}
    resting = cache.get_many(map(_resting, ids)) if ids else {}
    awake = [pk for pk in ids if _resting(pk) not in resting]
    if not awake:
        return []
    return list(Printer.objects.filter(pk__in=awake).exclude(kind=Printer.Kind.BROWSER))


def _poll(printers: Iterable[Printer], token: str, on_free: Callable[[], object]) -> None:
    """In threads, without the database. Those that have responded together are free for their feeders by one
    statement."""
    with ThreadPoolExecutor(AT_ONCE, "watch") as pool:
        checks = {pool.submit(_timed, printer): printer for printer in printers}
        slow, has_freed = monotonic() + SLOW_SECONDS, False
        while checks:
            wait(checks, None if has_freed else max(slow - monotonic(), 0), FIRST_COMPLETED)
            done, _ = wait(checks, TOGETHER)
            _save_results({checks.pop(future): future for future in done}, token)
            if checks and not has_freed and monotonic() > slow:
                on_free()
                has_freed = True


def _save_results(results: dict[Printer, Check], token: str) -> None:
    for printer, future in results.items():
        trouble, seconds = future.result()
        _save(printer, trouble)
        if seconds > SLOW_SECONDS:
            is_agent = printer.kind == Printer.Kind.AGENT
            cache.set(_resting(printer.pk), 1, AGENT_REST_SECONDS if is_agent else REST_SECONDS)
    if results:
        lease.release(token=token, names=[ledger.lease_name(printer.pk) for printer in results])


def _timed(printer: Printer) -> tuple[Message, float]:
    start = monotonic()
    try:
        trouble = trouble_of(printer)
    except Exception:  # an unexpected error of one printer must not hide the state of the others
        logger.exception("Printer %s could not be polled.", printer.pk)
        trouble = message(printer.trouble)
    return trouble, monotonic() - start


def _save(printer: Printer, trouble: Message) -> None:
    now = timezone.now()
    fresh = printer.looked_at is not None and now - printer.looked_at < SAVE_EVERY
    if not fresh or trouble != printer.trouble:
        printer.note(trouble=trouble, looked_at=now, answers=printer.answers)


def _watched(station_id: int) -> str:
    return f"station-watched:{station_id}"


def _resting(printer_id: int) -> str:
    return f"printer-resting:{printer_id}"
