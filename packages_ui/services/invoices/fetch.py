"""Fetch requested invoices as PDF, check each in a child process, and keep it on our own disk. What is not
there yet is tried again at growing intervals: an invoice is often made minutes after its order. Those that
nobody waits for yet come last, and more gently."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from urllib.parse import urlsplit

from django.db.models import F, QuerySet
from django.utils import timezone

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import Busy
from packages_ui.labels.errors import LabelError
from packages_ui.messages import invoices as messages
from packages_ui.messages.message import Message
from packages_ui.models import Invoice
from packages_ui.seller_center.errors import SellerCenterError
from packages_ui.seller_center.files import FileFailed, FileRefused, HostRefused, StatusFailed, TooLarge
from packages_ui.services import label_files, lease
from packages_ui.services.invoices import ahead
from packages_ui.services.invoices.address import MOST_BYTES, address_of, digest_of, request_address, source
from packages_ui.services.invoices.paper import print_kept

logger = logging.getLogger(__name__)
State = Invoice.State
LEASE, LEASE_SECONDS = "invoices", 30
RUN_SECONDS = 20.0
TOGETHER = 4  # one host that hangs does not hold up the others
MOST_PAGES = 10
FIRST, LONGEST = timedelta(seconds=10), timedelta(minutes=10)
GIVEN_UP = timedelta(days=1)  # after it was requested; a person may retry
NOT_READY = frozenset({202, 204, 404, 409, 410, 425})
TOO_MANY, SERVER_ERROR = frozenset({429}), 500
AHEAD = 6  # times as long until one is tried again that nobody waits for
MOST_OF_HOST = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it is not here. `again`: it may come by itself. `is_away`: its host is in trouble."""

    reason: Message
    again: bool
    is_away: bool = False


Found = bytes | Problem


def fetch_invoices(*, on_slip: Callable[[], object], seconds: float = RUN_SECONDS) -> bool:
    """Those that are due, for about so long; whether more are. `on_slip` is called when one waits for its
    printer. A faulty one raises nothing."""
    with lease.held(name=LEASE, seconds=LEASE_SECONDS) as token:
        if token is None:
            return False
        until = monotonic() + seconds
        ahead.want_ahead()
        while rows := ahead.of_others(due()[:TOGETHER]):
            if rows[0].is_ahead and not ahead.may_fetch_ahead(until=until):
                return False
            if monotonic() > until or not lease.renew(token=token, seconds=LEASE_SECONDS):
                return True
            try:
                if _fetch(rows):
                    on_slip()
            except Busy:  # children draw labels that people wait for
                return False
    return False


def due() -> QuerySet[Invoice]:
    """Those first that a printer waits for; last those that nobody does."""
    rows = Invoice.objects.filter(due_at__lte=timezone.now())
    return rows.order_by("is_ahead", F("printer").desc(nulls_last=True), "due_at", "pk")


def fetch_some(rows: Sequence[Invoice]) -> dict[str, Message]:
    """At once, TOGETHER at a time: by package number why they are not kept. Raises Busy."""
    if rows:
        _fetch(rows)
    now = Invoice.objects.filter(pk__in=[row.pk for row in rows]).exclude(state=State.KEPT)
    return dict(now.values_list("package_number", "reason"))


def _fetch(rows: Sequence[Invoice]) -> bool:
    """Whether one of them waits for its printer now. Raises Busy."""
    wanted = [(row, _address(row)) for row in rows if row.state != State.KEPT]
    wanted = [(row, address) for row, address in wanted if not _is_left_alone(row, address)]
    with ThreadPoolExecutor(TOGETHER, thread_name_prefix="invoices") as pool:
        found = list(pool.map(_download, [address for _, address in wanted]))
    for (row, address), one in zip(wanted, found, strict=True):
        if isinstance(address, str) and isinstance(one, Problem) and one.is_away:
            ahead.rest(address)
        _note(row, "" if isinstance(address, Problem) else digest_of(address), _checked(one))
    printed = [row for row in rows if _is_at_printer(row)]
    return bool(printed)


def _is_left_alone(row: Invoice, address: str | Problem) -> bool:
    """Whether nobody waits for it and its host is in trouble."""
    if not row.is_ahead or isinstance(address, Problem) or not ahead.rests(address):
        return False
    ahead.postpone(row)
    return True


def _is_at_printer(row: Invoice) -> bool:
    try:
        return print_kept(pk=row.pk) is not None
    except OSError as error:
        logger.warning("An invoice could not be given to its printer: %s.", error.strerror)
        Invoice.objects.filter(pk=row.pk).update(due_at=timezone.now() + FIRST)
        return False


def _address(row: Invoice) -> str | Problem:
    """Requested once from Seller Center where the copy has none, or where a person retries."""
    known = address_of(row.package_number)
    if known is not None and (row.tries or row.url_digest):
        return known or Problem(messages.NO_LINK(), again=True)
    try:
        return request_address(row.package_number) or Problem(messages.NO_LINK(), again=True)
    except SellerCenterError:
        return known or Problem(messages.SELLER_CENTER(), again=True)


def _download(address: str | Problem) -> Found:
    if isinstance(address, Problem):
        return address
    try:
        return source().fetch(address)
    except StatusFailed as error:
        return _by_status(error.status)
    except FileFailed:
        return Problem(messages.NO_RESPONSE(), again=True, is_away=True)
    except FileRefused as error:
        return Problem(_refusal(error, address), again=False)


def _by_status(status: int) -> Problem:
    if 300 <= status < 400:
        return Problem(messages.REDIRECT(), again=False)
    reason = (messages.NOT_READY if status in NOT_READY else messages.STATUS)(status=status)
    return Problem(reason, again=True, is_away=status in TOO_MANY or status >= SERVER_ERROR)


def _refusal(error: FileRefused, address: str) -> Message:
    if isinstance(error, TooLarge):
        return messages.TOO_LARGE(most=MOST_BYTES // 1_000_000)
    if isinstance(error, HostRefused):
        return messages.HOST(host=(urlsplit(address).hostname or "")[:MOST_OF_HOST])
    return messages.NO_HTTPS()


@dataclass(frozen=True, slots=True)
class Paper:
    """What can be printed."""

    pdf: bytes
    pages: int


def _checked(found: Found) -> Paper | Problem:
    """A page instead of a PDF may be there until the invoice is made. Raises Busy."""
    if isinstance(found, Problem):
        return found
    if b"%PDF-" not in found[:1024]:
        return Problem(messages.NOT_PDF(), again=True)
    try:
        pages = draw.check_pdf(found, patience=Patience(wait=1.0))
    except LabelError:
        return Problem(messages.BROKEN(), again=False)
    if pages > MOST_PAGES:
        return Problem(messages.TOO_LONG(pages=pages, most=MOST_PAGES), again=False)
    return Paper(found, pages)


def _note(row: Invoice, url_digest: str, result: Paper | Problem) -> None:
    """Unless it was kept meanwhile."""
    rows = Invoice.objects.filter(pk=row.pk).exclude(state=State.KEPT)
    if isinstance(result, Paper):
        try:
            path, digest = label_files.store(result.pdf, folder="invoices", suffix="pdf")
        except OSError as error:
            logger.warning("Invoices cannot be stored: %s.", error.strerror)
            result = Problem(messages.NO_DISK(), again=True)
        else:
            now = timezone.now()
            stored = {"path": path, "sha256": digest, "pages": result.pages, "url_digest": url_digest}
            # due until it is at its printer, if it has one
            rows.update(state=State.KEPT, reason="", tries=0, due_at=now, kept_at=now, **stored)
            return
    state = State.WANTED if result.again else State.REFUSED
    due_at = _again_at(row) if result.again else None
    outcome = {"reason": result.reason, "due_at": due_at, "url_digest": url_digest}
    # one that somebody has come to wait for meanwhile is due as it is
    rows.filter(is_ahead=row.is_ahead).update(state=state, tries=F("tries") + 1, **outcome)


def _again_at(row: Invoice) -> datetime | None:
    now = timezone.now()
    if now - row.wanted_at > GIVEN_UP:
        return None
    wait = min(FIRST * (1 << min(row.tries, 10)), LONGEST)
    return now + (wait * AHEAD if row.is_ahead else wait)
