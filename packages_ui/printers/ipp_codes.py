"""What a printer's response to Print-Job means for the label: taken, later, never, or unknown."""

from packages_ui.messages import printers
from packages_ui.printers.errors import NotTaken, PrinterError, Refused, SendBroken

# service-unavailable, temporary-error, not-accepting-jobs, busy, printer-is-deactivated, too-many-jobs
LATER = frozenset({0x0502, 0x0505, 0x0506, 0x0507, 0x050A, 0x050B})
# timeout, document-format-error, document-access-error, internal-error, device-error, job-canceled: something
# went wrong with data that it had, so part of it may be on paper
UNKNOWN = frozenset({0x0405, 0x0411, 0x0412, 0x0500, 0x0504, 0x0508})
NOT_FOUND = frozenset({0x0406, 0x0407})
NOT_POSSIBLE = 0x0404
FULL = "too many"  # CUPS, with all the jobs that it may hold, answers "not possible: Too many active jobs."
HTTP_LATER = {429, 503}
HTTP_UNKNOWN = {408, 500, 502, 504}
HTTP_ADVICE = {
    400: printers.HTTP_BAD_REQUEST,
    401: printers.HTTP_PASSWORD,
    403: printers.HTTP_FORBIDDEN,
    404: printers.HTTP_NO_PRINTER,
    426: printers.HTTP_NOT_SECURE,
}


def is_success(code: int) -> bool:
    """Also where it ignored or replaced attributes, which may be any but the document."""
    return 0 <= code < 0x0100


def print_error(code: int, message: str) -> PrinterError:
    """The error for an IPP status code that is no success."""
    detail = f"IPP status 0x{code:04x} {message}"
    if code in LATER or (code == NOT_POSSIBLE and FULL in message.lower()):
        return NotTaken(detail, words=message)
    if code in UNKNOWN or not 0x0400 <= code < 0x0600:
        return SendBroken(detail, words=message)
    return Refused(detail, words=message)


def http_error(status: int, reason: str) -> PrinterError:
    """The error for an HTTP status other than 200. A redirection is not followed, so nothing was printed."""
    detail = f"HTTP status {status} {reason}"
    if status in HTTP_LATER:
        return NotTaken(detail, words=reason)
    if status in HTTP_UNKNOWN or not 300 <= status < 600:
        return SendBroken(detail, words=reason)
    advice = HTTP_ADVICE.get(status)
    return Refused(detail, words=advice() if advice else reason)
