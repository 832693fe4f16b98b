"""Encode IPP requests and decode responses. The only file that uses ippx.

Only its encoding is used. Its client would resolve a name to any address, wait for a dripping response
without end, keep dead connections open, and not report whether bytes went out.
"""

from dataclasses import dataclass

from ippx import Attribute, IppDecodeError, IppMessage, Operation, Resolution, Tag, decode, encode

from packages_ui.printers.attributes import Attributes
from packages_ui.printers.exchange import MalformedAnswer
from packages_ui.printers.words import LONGEST_NAME, plain

USER = "packages-backoffice"  # CUPS reports a job's name only to the user who sent it
PER_INCH = 3  # else a resolution is per centimetre
CM_PER_INCH = 2.54
VERSION = (1, 1)  # every printer understands it, and nothing here needs a newer one


@dataclass(frozen=True, slots=True)
class IppAnswer:
    """`code`: IPP's status. `message`: the printer's text for it. `groups`: its attributes, or its jobs'."""

    code: int
    message: str
    groups: tuple[Attributes, ...]

    @property
    def first(self) -> Attributes:
        return self.groups[0] if self.groups else Attributes()


def print_job(uri: str, content: bytes, *, mime: str, name: str, media: str) -> bytes:
    """One copy of a document, not scaled, on paper of this name."""
    about = [
        Attribute("job-name", Tag.NAME, [plain(name, longest=LONGEST_NAME)]),
        Attribute("document-format", Tag.MIME_TYPE, [mime]),
    ]
    how = [
        Attribute("copies", Tag.INTEGER, [1]),
        Attribute("media", Tag.KEYWORD, [media]),
        Attribute("print-scaling", Tag.KEYWORD, ["none"]),
    ]
    message = _message(Operation.PRINT_JOB, uri, about)
    message.groups.append((Tag.JOB_ATTRS, how))
    message.data = content
    return encode(message)


def get_printer(uri: str, wanted: tuple[str, ...]) -> bytes:
    return encode(_message(Operation.GET_PRINTER_ATTRIBUTES, uri, [_requested(wanted)]))


def get_job(uri: str, job_id: int, wanted: tuple[str, ...]) -> bytes:
    return encode(_message(Operation.GET_JOB_ATTRIBUTES, uri, [_id(job_id), _requested(wanted)]))


def get_jobs(uri: str, which: str, wanted: tuple[str, ...], *, most: int | None = None) -> bytes:
    """`which`: "not-completed" or "completed", these the latest first; all, or at most `most`. Whoever sent
    them: not every printer keeps the user's name."""
    limit = [Attribute("limit", Tag.INTEGER, [most])] if most else []
    which_jobs = Attribute("which-jobs", Tag.KEYWORD, [which])
    return encode(_message(Operation.GET_JOBS, uri, [*limit, which_jobs, _requested(wanted)]))


def cancel_job(uri: str, job_id: int) -> bytes:
    return encode(_message(Operation.CANCEL_JOB, uri, [_id(job_id)]))


def read_answer(body: bytes) -> IppAnswer:
    """Raises MalformedAnswer."""
    try:
        message = decode(body)
    except IppDecodeError as error:
        raise MalformedAnswer(str(error)) from error
    operation = [_attributes(group) for tag, group in message.groups if tag == Tag.OPERATION_ATTRS]
    reported = [group for tag, group in message.groups if tag in (Tag.PRINTER_ATTRS, Tag.JOB_ATTRS) and group]
    return IppAnswer(
        code=message.code,
        message=operation[0].text("status-message") if operation else "",
        groups=tuple(_attributes(group) for group in reported),
    )


def _message(operation: Operation, uri: str, about: list[Attribute]) -> IppMessage:
    """The first three attributes must come first and in this order."""
    head = [
        Attribute("attributes-charset", Tag.CHARSET, ["utf-8"]),
        Attribute("attributes-natural-language", Tag.NATURAL_LANGUAGE, ["en"]),
        Attribute("printer-uri", Tag.URI, [uri]),
    ]
    user = Attribute("requesting-user-name", Tag.NAME, [USER])
    ids = [each for each in about if each.name == "job-id"]  # RFC 8011: right after the printer's address
    rest = [each for each in about if each.name != "job-id"]
    return IppMessage(VERSION, operation, 1, [(Tag.OPERATION_ATTRS, [*head, *ids, user, *rest])])


def _requested(wanted: tuple[str, ...]) -> Attribute:
    return Attribute("requested-attributes", Tag.KEYWORD, list(wanted))


def _id(job_id: int) -> Attribute:
    return Attribute("job-id", Tag.INTEGER, [job_id])


def _attributes(group: list[Attribute]) -> Attributes:
    """Of two attributes with one name the first counts, as in CUPS."""
    return Attributes({each.name: [_in_dpi(value) for value in each.values] for each in reversed(group)})


def _in_dpi(value: object) -> object:
    """A resolution in dots per inch if both directions are equal; any other value unchanged."""
    if not isinstance(value, Resolution) or value.x != value.y:
        return value
    return value.x if value.units == PER_INCH else round(value.x * CM_PER_INCH)
