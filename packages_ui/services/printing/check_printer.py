"""Ask a printer how it is where no feeder does it: now, for a person, and every second for desks at which a
page is open."""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import timedelta
from time import monotonic

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from packages_ui.models import Printer, Station
from packages_ui.printers.address import InvalidAddress, parse_raw
from packages_ui.printers.errors import PrinterError
from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.raw import RawPrinter
from packages_ui.services import lease
from packages_ui.services.printing import ledger
from packages_ui.services.printing.raw import SILENT

logger = logging.getLogger(__name__)
WATCHED_SECONDS = 10  # pages look more often
SLOW_SECONDS, REST_SECONDS = 0.5, 4  # one that lets us wait is left alone for a while
NOTE_EVERY = timedelta(seconds=10)  # what has not changed is written down less often
AT_ONCE = 16
CONNECT_SECONDS, ANSWER_SECONDS = 1.0, 1.0  # some printers are asked twice
LEASE_SECONDS = 6
SEEN = ("trouble", "looked_at", "answers")


def look(*, printer: Printer) -> bool:
    """Whether it was asked: `printer` then bears what it said, in the database too. A browser cannot be
    asked; one that is being fed is left alone, its feeder looks at it all the time."""
    if not printer.is_fed:
        return False
    with lease.held(name=ledger.lease_name(printer.pk), seconds=LEASE_SECONDS) as token:
        if token is None:
            printer.refresh_from_db(fields=SEEN)
            return False
        printer.trouble = trouble_of(printer)[:300]
    printer.looked_at = timezone.now()
    printer.save(update_fields=SEEN)
    return True


def trouble_of(printer: Printer) -> str:
    """What it says of itself; empty when all is well. Asks the database nothing; on the object it is noted
    whether a raw printer answers."""
    try:
        return _raw(printer) if printer.kind == Printer.Kind.RAW else _ipp(printer)
    except PrinterError as error:
        return error.sentence
    except InvalidAddress as error:
        return str(error)


def _raw(printer: Printer) -> str:
    address = parse_raw(printer.address)
    status = RawPrinter(
        address.host,
        address.port,
        connect_seconds=CONNECT_SECONDS,
        answer_seconds=ANSWER_SECONDS,
        allow_local=settings.PRINTERS_ON_THIS_MACHINE,
    ).status()
    printer.answers = printer.answers or status.answered
    return SILENT if printer.answers and not status.answered else status.trouble


def _ipp(printer: Printer) -> str:
    return (
        IppPrinter(
            printer.address,
            certificate=printer.certificate,
            connect_seconds=CONNECT_SECONDS,
            answer_seconds=2 * ANSWER_SECONDS,
            allow_local=settings.PRINTERS_ON_THIS_MACHINE,
        )
        .look()
        .trouble
    )


def watch(*, station_id: int) -> None:
    """Somebody looks at this desk now."""
    cache.set(_watched(station_id), 1, WATCHED_SECONDS)


def look_at_watched(*, on_free: Callable[[], object] = bool) -> int:
    """Ask each watched printer that nobody feeds, and write down what it says of itself; how many. `on_free`
    is called before one that lets us wait is waited for: the others are free already."""
    printers = {ledger.lease_name(printer.pk): printer for printer in _due()}
    if not printers:
        return 0
    token, mine = lease.take_all(names=printers, seconds=LEASE_SECONDS)
    try:
        _ask([printers[name] for name in mine], token, on_free)
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
    return list(Printer.objects.filter(pk__in=awake).exclude(kind=Printer.Kind.BROWSER)) if awake else []


def _ask(printers: Iterable[Printer], token: str, on_free: Callable[[], object]) -> None:
    """In threads, without the database. Each is free for its feeder as soon as it has answered."""
    with ThreadPoolExecutor(AT_ONCE, "watch") as pool:
        asked = {pool.submit(_timed, printer): printer for printer in printers}
        try:
            for future in as_completed(list(asked), timeout=SLOW_SECONDS):
                _answered(asked.pop(future), future, token)
        except TimeoutError:
            on_free()
            for future in as_completed(list(asked)):
                _answered(asked.pop(future), future, token)


def _answered(printer: Printer, future: Future[tuple[str, float]], token: str) -> None:
    trouble, seconds = future.result()
    _note(printer, trouble[:300])
    lease.release(token=token, name=ledger.lease_name(printer.pk))
    if seconds > SLOW_SECONDS:
        cache.set(_resting(printer.pk), 1, REST_SECONDS)


def _timed(printer: Printer) -> tuple[str, float]:
    start = monotonic()
    try:
        trouble = trouble_of(printer)
    except Exception:  # one printer that nobody foresaw must not hide the others' trouble
        logger.exception("Printer %s could not be asked.", printer.pk)
        trouble = printer.trouble
    return trouble, monotonic() - start


def _note(printer: Printer, trouble: str) -> None:
    now = timezone.now()
    fresh = printer.looked_at is not None and now - printer.looked_at < NOTE_EVERY
    if not fresh or trouble != printer.trouble:
        fields = {"trouble": trouble, "looked_at": now, "answers": printer.answers}
        same = Printer.objects.filter(pk=printer.pk, kind=printer.kind, address=printer.address)
        same.update(**fields)


def _watched(station_id: int) -> str:
    return f"station-watched:{station_id}"


def _resting(printer_id: int) -> str:
    return f"printer-resting:{printer_id}"
