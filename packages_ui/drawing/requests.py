"""Requests to a child and its responses. Nothing here loads a drawing library."""

from typing import ClassVar

import msgspec
from msgspec import Raw, Struct

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.documents.contents import (
    Desk,
    HandoverList,
    PackingSlip,
    Paper,
    PickList,
    StationSlip,
)
from packages_ui.labels.documents.words import Language
from packages_ui.labels.media import Media
from packages_ui.labels.papers import OwnLabel, ProductLabel, Slip
from packages_ui.labels.size import LabelSize
from packages_ui.messages.message import Message, dump, load

MB = 1024 * 1024


class Limits(Struct, frozen=True):
    """What one request may cost: seconds by the clock and of the processor; bytes of memory on top of what
    an idle child maps; bytes of the answer."""

    seconds: float = 10.0
    memory: int = 500 * MB
    answer: int = 64 * MB


LABEL = Limits()
BATCH = Limits(seconds=30.0, memory=1500 * MB)
DOCUMENT = Limits(seconds=60.0, memory=1000 * MB, answer=512 * MB)
MANY_SLIPS = Limits(seconds=60.0, memory=1500 * MB, answer=512 * MB)  # seconds of each, then of all together
PICK_LIST = Limits(seconds=180.0, memory=1500 * MB, answer=512 * MB)


class Request(Struct, frozen=True, tag=True):
    """One piece of work."""

    limits: ClassVar[Limits] = LABEL


class ToPdf(Request, frozen=True):
    """A label as a PDF whose pages can be drawn. `made_for`: the dpi that its shipping company makes labels
    for, 0 where that is not known."""

    content: bytes
    format: LabelFormat
    size: LabelSize | None
    made_for: int = 0


class ToPaged(Request, frozen=True):
    """The same, with a note about what could not be drawn."""

    content: bytes
    format: LabelFormat
    size: LabelSize | None
    made_for: int = 0


class ToZpl(Request, frozen=True):
    """A label for a ZPL printer; `as_it_came`: ZPL that broke a child that drew it."""

    content: bytes
    format: LabelFormat
    media: Media
    as_it_came: bool = False
    made_for: int = 0


class Raster(Struct, frozen=True):
    """Pages as dots; `kind` by the names that printers use."""

    dpi: int
    kind: str


class ToPages(Request, frozen=True):
    """A label for a printer of pages."""

    content: bytes
    format: LabelFormat
    media: Media
    raster: Raster | None
    made_for: int = 0


class DocumentToPages(Request, frozen=True):
    """A document of ours for a printer of pages."""

    limits: ClassVar[Limits] = DOCUMENT
    pdf: bytes
    media: Media
    raster: Raster | None


class Together(Request, frozen=True):
    """Two printables of one printer of pages as one: both PDF, or both raster."""

    first: bytes
    second: bytes


class Repeat(Request, frozen=True):
    """The pages of one printable so many times, as PDF or as raster."""

    limits: ClassVar[Limits] = BATCH
    content: bytes
    copies: int


class Preview(Request, frozen=True):
    """A picture for the screen (PNG)."""

    pdf: bytes
    width_px: int


class Pages(Request, frozen=True):
    """Each page of a PDF as a picture, and its barcodes."""

    pdf: bytes
    dpi: int


class ReadBarcodes(Request, frozen=True):
    """Texts of the barcodes on all pages."""

    pdf: bytes


class CheckPdf(Request, frozen=True):
    """Draws each page once; answered by the pages' count."""

    limits: ClassVar[Limits] = BATCH
    pdf: bytes


class DrawPictures(Request, frozen=True):
    """The picture of a product, for screens and for paper (JPEG)."""

    content: bytes


class Join(Request, frozen=True):
    """Files into one file, which appears under its name when it is whole. Answered by the pages' count."""

    limits: ClassVar[Limits] = BATCH
    paths: tuple[str, ...]
    into: str


class DrawOwnLabel(Request, frozen=True):
    """Our own label (PDF)."""

    label: OwnLabel


class DrawSlip(Request, frozen=True):
    """A slip (PDF)."""

    slip: Slip
    size: LabelSize


class DrawProductLabel(Request, frozen=True):
    """A label for a product (PDF)."""

    label: ProductLabel
    size: LabelSize


class DrawTestPage(Request, frozen=True):
    """A test page (PDF)."""

    media: Media
    lines: tuple[str, ...]
    barcode_text: str


class DrawDocument(Request, frozen=True):
    """One of our own papers, answered by a Drawn."""

    limits: ClassVar[Limits] = DOCUMENT
    paper: Paper
    language: Language


class DrawPickList(DrawDocument, frozen=True):
    """What to fetch from the shelves."""

    limits: ClassVar[Limits] = PICK_LIST
    pick_list: PickList


class DrawPackingSlips(DrawDocument, frozen=True):
    """One after the other, each on a page of its own."""

    limits: ClassVar[Limits] = MANY_SLIPS
    slips: tuple[PackingSlip, ...]
    with_prices: bool


class DrawCommandSheet(DrawDocument, frozen=True):
    """With a card for each desk."""

    desks: tuple[Desk, ...]


class DrawStationSlip(DrawDocument, frozen=True):
    """Which desk this is."""

    slip: StationSlip


class DrawHandoverList(DrawDocument, frozen=True):
    """For the driver's signature."""

    handover: HandoverList


Document = DrawPickList | DrawPackingSlips | DrawCommandSheet | DrawStationSlip | DrawHandoverList
AnyRequest = (
    ToPdf
    | ToPaged
    | ToZpl
    | ToPages
    | DocumentToPages
    | Together
    | Repeat
    | Preview
    | Pages
    | ReadBarcodes
    | CheckPdf
    | DrawPictures
    | Join
    | DrawOwnLabel
    | DrawSlip
    | DrawProductLabel
    | DrawTestPage
    | Document
)


class Task(Struct, frozen=True):
    """A request with what it may cost."""

    request: AnyRequest
    limits: Limits


class Begun(Struct, frozen=True, tag=True):
    """Not the response yet: the task has arrived."""


class Step(Struct, frozen=True, tag=True):
    """Not the response yet: the label at that index (from 0) is next, and the time limits restart."""

    position: int


class Done(Struct, frozen=True, tag=True):
    """`result` is packed as the request's own kind of result."""

    result: Raw


class Refused(Struct, frozen=True, tag=True):
    """A LabelError."""

    sentence: Message
    position: int | None = None


class DiskRefused(Struct, frozen=True, tag=True):
    """An OSError on the way to a file."""

    number: int
    reason: str


class Broke(Struct, frozen=True, tag=True):
    """An unexpected error; the child ends. `error` names its type and place, and no content."""

    error: str
    is_memory: bool = False


class Bye(Struct, frozen=True, tag=True):
    """The child ends, because it was idle or has grown: the last task was not started."""


Answer = Begun | Step | Done | Refused | DiskRefused | Broke | Bye


def _packed(value: object) -> str:
    """A Message in the form in which it is stored; msgspec packs all else by itself."""
    if isinstance(value, Message):
        return dump(value)
    raise NotImplementedError(type(value))


def unpack(kind: type, value: object) -> object:
    """The reverse, for a decoder. ValueError for what is no text."""
    if kind is Message and isinstance(value, str):
        return load(value)
    raise ValueError(f"no {kind.__name__}")


pack = msgspec.msgpack.Encoder(enc_hook=_packed).encode
TASK: msgspec.msgpack.Decoder[Task] = msgspec.msgpack.Decoder(Task)
ANSWER: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer, dec_hook=unpack)
