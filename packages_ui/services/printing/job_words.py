"""Where a label is, in the words of people who pack; and which copy it is."""

from packages_ui.models import Printer, PrintJob

State, Reason = PrintJob.State, PrintJob.Reason
WORDS = {
    State.WANTED: ("Waiting", "secondary"),
    State.FETCHING: ("Fetching", "blue"),
    State.READY: ("Ready", "green"),
    State.SENDING: ("At the printer", "blue"),
    State.SENT: ("At the printer", "blue"),
    State.PRINTED: ("Printed", "green"),
    State.FAILED: ("Failed", "red"),
    State.UNKNOWN: ("Unknown", "red"),
    State.CANCELLED: ("Cancelled", "secondary"),
}
ASKS = ("Needs an answer", "orange")
HANDED = ("Handed over", "green")
IN_DIALOG = ("In the print dialog", "blue")


def word_of(job: PrintJob) -> tuple[str, str]:
    """The word and a colour's name. Asks the database nothing where `printer` was selected with the job."""
    if job.state == State.READY and job.question:
        return ASKS
    if job.state == State.SENT and cannot_tell(job):
        return HANDED if job.printer and job.printer.is_fed else IN_DIALOG
    return WORDS[State(job.state)]


def cannot_tell(job: PrintJob) -> bool:
    """Handed over to a printer that never says what came out, or to a browser: only a person knows."""
    printer = job.printer
    if job.state != State.SENT:
        return False
    return printer is None or not printer.is_fed or (printer.kind == Printer.Kind.RAW and not printer.answers)


def copy_words(job: PrintJob) -> str:
    """`Copy 2: paper jam`; of a first one only why it was printed again, if it was."""
    why = Reason(job.reprint_because).label if job.reprint_because else ""
    if job.copy == 1:
        return f"Again: {why.lower()}" if why else ""
    return f"Copy {job.copy}: {why.lower()}" if why else f"Copy {job.copy}"
