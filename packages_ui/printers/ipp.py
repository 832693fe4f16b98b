"""IPP printers and CUPS queues."""

import time
from dataclasses import dataclass
from functools import lru_cache
from socket import socket

from packages_ui.printers import ipp_message
from packages_ui.printers.address import InvalidAddress, PrinterAddress, parse_ipp
from packages_ui.printers.attributes import Attributes
from packages_ui.printers.errors import NoAnswer, NotAllowed, NotConnected, PrinterError, Refused, SendBroken
from packages_ui.printers.exchange import Caller, MalformedAnswer, Unanswered
from packages_ui.printers.ipp_codes import NOT_FOUND, NOT_POSSIBLE, http_error, is_success, print_error
from packages_ui.printers.ipp_job import JOB_ATTRIBUTES, IppJob, JobState
from packages_ui.printers.ipp_message import IppAnswer
from packages_ui.printers.ipp_status import PRINTER_ATTRIBUTES, IppStatus, PrinterState
from packages_ui.printers.line import FOREVER, Deadline, connect
from packages_ui.printers.media import MediaSize
from packages_ui.printers.tls import certificate_of
from packages_ui.printers.words import plain

__all__ = ["IppJob", "IppPrinter", "IppStatus", "JobState", "PrinterState", "certificate_of"]

MEDIA_SECONDS = 600  # how long a printer's list of paper is cached


@dataclass(frozen=True, slots=True)
class IppPrinter:
    """A printer or queue at ipp://host:631/path or ipps://….

    `certificate`: SHA-256 fingerprint (hex) that an ipps printer must show; empty: a CA that the system
    trusts must have signed it. `allow_local`: it may be on this machine. Times in seconds: a connection opens
    within `connect_seconds`; a request ends within `answer_seconds` in all, a label within that and twice
    `connect_seconds`.
    """

    uri: str
    certificate: str = ""
    connect_seconds: float = 3
    answer_seconds: float = 10
    allow_local: bool = False

    def send(
        self,
        content: bytes,
        *,
        mime: str,
        name: str,
        width_mm: float,
        height_mm: float,
        until: Deadline = FOREVER,
    ) -> int:
        """Send one label, once, for paper of this size; the printer's id for it. `until`: no byte goes out
        later.

        Raises NotConnected (no byte went out), NotTaken (the printer answered: later), Refused (it answered:
        never) or SendBroken (it may have printed).
        """
        media = MediaSize(width_mm, height_mm).name_among(self._media())
        request = ipp_message.print_job(self.uri, content, mime=mime, name=name, media=media)
        try:
            answer, whole = self._call(request, until.sooner(self.connect_seconds + self.answer_seconds))
            return _id_of(answer, whole=whole)
        except Refused:
            _media_of.cache_clear()  # the paper in it may have been changed
            raise
        except OSError as error:
            raise SendBroken(f"{self.uri}: {error}", whole=isinstance(error, Unanswered)) from error

    def check(self) -> IppStatus:
        """The printer's status. Raises NotConnected or NoAnswer."""
        answer = self._exchange(ipp_message.get_printer(self.uri, PRINTER_ATTRIBUTES), self._patience())
        try:
            return IppStatus.read(answer.first)
        except ValueError as error:
            raise NoAnswer(f"{self.uri}: {error}") from error

    def job(self, job_id: int) -> IppJob | None:
        """None: the printer does not know it, or no longer. Compare the name: ids restart after a restart.

        Raises NotConnected or NoAnswer.
        """
        request = ipp_message.get_job(self.uri, job_id, JOB_ATTRIBUTES)
        answer = self._exchange(request, self._patience(), accepted=NOT_FOUND)
        return self._read_job(answer.first, job_id) if is_success(answer.code) else None

    def jobs(self, *, named: str = "", most: int | None = None) -> list[IppJob]:
        """All listed jobs whose names begin with `named`: unfinished ones, then finished ones; at most `most`
        of each, the latest.

        Raises NotConnected or NoAnswer.
        """
        deadline, found = self._patience(), []
        for which in ("not-completed", "completed"):  # in this order no job is missed that finishes meanwhile
            answer = self._exchange(
                ipp_message.get_jobs(self.uri, which, JOB_ATTRIBUTES, most=most), deadline
            )
            found += [self._read_job(group) for group in answer.groups]
        return [job for job in found if job.name.startswith(named)]

    def cancel(self, job_id: int) -> bool:
        """False: it is already finished, or unknown. Raises NotConnected or NoAnswer (it may be
        cancelled)."""
        request = ipp_message.cancel_job(self.uri, job_id)
        return is_success(self._exchange(request, self._patience(), accepted=NOT_FOUND | {NOT_POSSIBLE}).code)

    def connect(self) -> socket:
        """A connection on which nothing is said. Raises NotConnected."""
        address, deadline = self._address(), Deadline.within(self.connect_seconds)
        return connect(address.host, address.port, deadline, allow_local=self.allow_local)

    def _patience(self) -> Deadline:
        return Deadline.within(self.answer_seconds)

    def _media(self) -> tuple[str, ...]:
        """Its names of paper; none where it does not list them. Raises NotConnected."""
        try:
            return _media_of(self, int(time.monotonic() / MEDIA_SECONDS))
        except NoAnswer:
            return ()

    def _exchange(
        self, request: bytes, deadline: Deadline, *, accepted: frozenset[int] = frozenset()
    ) -> IppAnswer:
        """A success, or a status in `accepted`. Raises NotConnected or NoAnswer."""
        try:
            answer, _ = self._call(request, deadline)
        except NotConnected:
            raise
        except PrinterError as error:
            raise NoAnswer(error, words=error.words) from error
        except OSError as error:
            raise NoAnswer(f"{self.uri}: {error}") from error
        if not is_success(answer.code) and answer.code not in accepted:
            raise NoAnswer(
                f"{self.uri}: IPP status 0x{answer.code:04x} {answer.message}", words=answer.message
            )
        return answer

    def _call(self, request: bytes, deadline: Deadline) -> tuple[IppAnswer, bool]:
        """The response, and whether the printer had the whole request before.

        Raises NotConnected (no byte went out), OSError (no valid response), or what an HTTP status
        other than 200 means for a label.
        """
        caller = Caller(self._address(), self.certificate, self.allow_local, self.connect_seconds)
        answer = caller.post(request, deadline)
        if answer.status != 200:
            raise http_error(answer.status, plain(answer.reason))
        return ipp_message.read_answer(answer.body), answer.whole

    def _address(self) -> PrinterAddress:
        try:
            return parse_ipp(self.uri)
        except InvalidAddress as error:
            raise NotAllowed(f"{self.uri}: {error}") from error

    def _read_job(self, attributes: Attributes, job_id: int = 0) -> IppJob:
        try:
            return IppJob.read(attributes, job_id)
        except ValueError as error:
            raise NoAnswer(f"{self.uri}: {error}") from error


def _id_of(answer: IppAnswer, *, whole: bool) -> int:
    """Raises what an IPP status other than success means, or MalformedAnswer."""
    if not is_success(answer.code):
        raise print_error(answer.code, answer.message)
    if not whole:
        raise MalformedAnswer("it took the job before it had all of it")
    job_id = answer.first.number("job-id") or 0
    if job_id <= 0:
        raise MalformedAnswer("it took the job and told no id")
    return job_id


@lru_cache(maxsize=256)
def _media_of(printer: IppPrinter, _era: int) -> tuple[str, ...]:
    """Requested once per era; an error is not cached."""
    request = ipp_message.get_printer(printer.uri, ("media-supported",))
    deadline = Deadline.within(min(printer.connect_seconds, printer.answer_seconds))
    return printer._exchange(request, deadline).first.keywords("media-supported")  # noqa: SLF001 - the cache's half
