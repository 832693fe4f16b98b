"""What a raw printer's status and counter prove about the labels sent to it. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from packages_ui.models import PrintJob
from packages_ui.printers.status import PrinterStatus

SETTLE = timedelta(seconds=0.3)  # a printer may hold bytes that it does not count as a label yet


class Verdict(StrEnum):
    """PRINTED and NEVER are proofs; HELD: it is still in the printer; UNDECIDED: neither is proved."""

    PRINTED = "printed"
    NEVER = "never"
    HELD = "held"
    UNDECIDED = "untold"


@dataclass(frozen=True, slots=True)
class Paper:
    """A label that was sent: its `pieces`, the printer's counter just before it, and whether the printer has
    had the time to register it (`noted`; never for one that may not have arrived at all)."""

    pieces: int
    count_before: int | None
    noted: bool

    @classmethod
    def of(cls, job: PrintJob, *, looked_at: datetime) -> "Paper":
        sent_at = job.sent_at if job.state == PrintJob.State.SENT else None
        noted = sent_at is not None and sent_at + SETTLE <= looked_at
        return cls(job.pieces, job.count_before, noted)

    @property
    def count_after(self) -> int:
        """What the counter shows once it is printed."""
        return (self.count_before or 0) + self.pieces


@dataclass(frozen=True, slots=True)
class Seen:
    """One check of a printer: `count` is its own counter of printed labels, which nothing else moves;
    `quiet`: it has been idle for longer than any label takes; `half`: it may have only a part of the last
    label."""

    status: PrinterStatus
    count: int | None = None
    quiet: bool = False
    half: bool = False

    @property
    def idle(self) -> bool:
        """It holds nothing back and nothing is wrong."""
        status = self.status
        return status.answered and not status.trouble and status.waiting == 0 and not status.partial


def verdicts(papers: Sequence[Paper], seen: Seen) -> list[Verdict]:
    """One for each of `papers`, which are in the order of sending. A label of which only some pieces are
    counted is UNDECIDED."""
    behind = sum(paper.pieces for paper in papers if paper.noted)
    found = []
    for paper in papers:
        behind -= paper.pieces if paper.noted else 0
        is_half = seen.half and paper is papers[-1]
        found.append(Verdict.HELD if is_half else _verdict(paper, behind, seen))
    return found


def missing(papers: Sequence[Paper], seen: Seen) -> int:
    """How many pieces of paper are still to be counted."""
    ends = [paper.count_after for paper in papers if paper.count_before is not None]
    return max(0, *ends, 0) - seen.count if seen.count is not None and ends else 0


def _verdict(paper: Paper, behind: int, seen: Seen) -> Verdict:
    if not seen.status.answered:
        return Verdict.UNDECIDED
    if seen.count is not None and paper.count_before is not None:
        return _counted(paper, seen.count, seen)
    if not paper.noted:
        return Verdict.UNDECIDED
    if seen.status.trouble or seen.status.waiting > behind:
        return Verdict.HELD
    return Verdict.PRINTED


def _counted(paper: Paper, count: int, seen: Seen) -> Verdict:
    if count >= paper.count_after:
        return Verdict.PRINTED
    if not (seen.idle and seen.quiet):
        return Verdict.HELD  # it may be being printed, which no status shows
    return Verdict.NEVER if count <= (paper.count_before or 0) else Verdict.UNDECIDED
