"""A job at an IPP printer, and its reasons in plain words."""

from dataclasses import dataclass
from enum import Enum

from packages_ui.printers.attributes import Attributes
from packages_ui.printers.words import LONGEST_NAME

# time-at-processing makes CUPS read an old job from its disk; without it, it tells no name for one.
JOB_ATTRIBUTES = (
    "job-id",
    "job-name",
    "job-state",
    "job-state-reasons",
    "time-at-creation",
    "time-at-processing",
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
    "job-canceled-by-user": "it was cancelled.",
    "job-canceled-by-operator": "an operator cancelled it.",
    "job-canceled-at-device": "it was cancelled at the printer.",
    "aborted-by-system": "the printer gave it up.",
    "document-format-error": "the printer could not read it.",
    "unsupported-document-format": "the printer cannot print this kind of file.",
    "document-unprintable-error": "the printer cannot print this file.",
    "job-completed-with-errors": "there were errors while it was printed.",
    "job-hold-until-specified": "it is held back.",
    "printer-stopped": "the printer is stopped.",
    "printer-stopped-partly": "the printer is partly stopped.",
    "resources-are-not-ready": "the printer lacks what it needs, such as the right paper.",
    "media-needed": "the printer waits for paper.",
    "submission-interrupted": "it did not arrive whole.",
}


@dataclass(frozen=True, slots=True)
class IppJob:
    """`name` is the one that it was sent with, empty where the printer keeps it to itself. `began` is when it
    was begun, in seconds of the printer's own clock; None for one that waits still.

    Ids begin again after a restart, and CUPS may give one twice after a crash: compare both id and name.
    """

    id: int
    name: str
    state: JobState
    reasons: tuple[str, ...] = ()
    began: int | None = None

    @property
    def why(self) -> str:
        """Its reasons as sentences; empty when there is nothing to say."""
        telling = [reason for reason in self.reasons if reason not in NO_REASON]
        sentences = [WHY.get(reason, f"{reason.replace('-', ' ')}.") for reason in telling[:3]]
        return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)

    @classmethod
    def read(cls, attributes: Attributes, job_id: int = 0) -> "IppJob":
        """Raises ValueError where id or state are missing or none of IPP's. `job_id`: the one asked for,
        as not every printer repeats it."""
        number = attributes.number("job-id") or job_id
        if number <= 0:
            raise ValueError("a job without an id")
        began = attributes.number("time-at-processing")
        return cls(
            id=number,
            name=attributes.text("job-name", longest=LONGEST_NAME),
            state=JobState(attributes.number("job-state")),
            reasons=attributes.keywords("job-state-reasons"),
            began=None if began is None or began < 0 else began,
        )
