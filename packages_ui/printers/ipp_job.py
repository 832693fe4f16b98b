"""A job at an IPP printer, and its reasons as sentences."""

from dataclasses import dataclass
from enum import Enum

from packages_ui.messages import printers
from packages_ui.messages.message import Message, joined
from packages_ui.printers.attributes import Attributes
from packages_ui.printers.words import LONGEST_NAME

# time-at-processing makes CUPS read an old job from disk; without it, CUPS reports no name.
JOB_ATTRIBUTES = (
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "time-at-creation",
    "time-at-processing",
    "time-at-completed",
)


class JobState(Enum):
    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


NO_REASON = {"job-printing", "job-completed-successfully", "processing-to-stop-point", "job-queued"}
WHY = {
    "job-canceled-by-user": printers.JOB_CANCELLED,
    "job-canceled-by-operator": printers.JOB_CANCELLED_BY_OPERATOR,
    "job-canceled-at-device": printers.JOB_CANCELLED_AT_DEVICE,
    "aborted-by-system": printers.JOB_GIVEN_UP,
    "document-format-error": printers.JOB_UNREADABLE,
    "unsupported-document-format": printers.JOB_WRONG_KIND,
    "document-unprintable-error": printers.JOB_UNPRINTABLE,
    "job-completed-with-errors": printers.JOB_WITH_ERRORS,
    "job-hold-until-specified": printers.JOB_HELD,
    "printer-stopped": printers.JOB_PRINTER_STOPPED,
    "printer-stopped-partly": printers.JOB_PRINTER_PARTLY_STOPPED,
    "resources-are-not-ready": printers.JOB_WANTS_MEDIA,
    "media-needed": printers.JOB_WAITS_FOR_PAPER,
    "submission-interrupted": printers.JOB_INTERRUPTED,
}


@dataclass(frozen=True, slots=True)
class IppJob:
    """`name` is the one that it was sent with, empty where the printer does not report it. `created`, `began`
    and `completed` (however it ended) are seconds of the printer's own clock; None for what is still to come.

    Ids begin again after a restart, and CUPS may give one twice after a crash: compare both id and name.
    """

    id: int
    name: str
    state: JobState
    reasons: tuple[str, ...] = ()
    began: int | None = None
    created: int | None = None
    completed: int | None = None

    @property
    def why(self) -> Message:
        """Its reasons as sentences; empty when there is nothing to say."""
        telling = [reason for reason in self.reasons if reason not in NO_REASON]
        return joined(_sentence(reason) for reason in telling[:3])

    @classmethod
    def read(cls, attributes: Attributes, job_id: int = 0) -> "IppJob":
        """Raises ValueError where id or state are missing or none of IPP's. `job_id`: the requested
        one, as not every printer repeats it."""
        number = attributes.number("job-id") or job_id
        if number <= 0:
            raise ValueError("a job without an id")
        return cls(
            id=number,
            name=attributes.text("job-name", longest=LONGEST_NAME),
            state=JobState(attributes.number("job-state")),
            reasons=attributes.keywords("job-state-reasons"),
            began=_time(attributes, "time-at-processing"),
            created=_time(attributes, "time-at-creation"),
            completed=_time(attributes, "time-at-completed"),
        )


def _time(attributes: Attributes, name: str) -> int | None:
    """Below 0: before the printer's start."""
    seconds = attributes.number(name)
    return None if seconds is None or seconds < 0 else seconds


def _sentence(reason: str) -> Message:
    if template := WHY.get(reason):
        return template()
    return printers.JOB_OTHER_REASON(name=reason.replace("-", " "))
