"""Drawing requests and results as typed values: nothing here loads a drawing library."""

from dataclasses import dataclass

from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message

RASTER_SYNC = b"RaS2"
BARCODE_LOST = "a barcode among them"  # in the notes of rows from before there were codes


@dataclass(frozen=True, slots=True)
class Printable:
    """`content` is for the printer, `pieces` how many pieces of paper it makes, `barcodes` the texts of the
    barcodes that can be read on them. `is_read`: false where the label is sent as it came although not all of
    it could be drawn, so that not all that is on it is known. `note`: what a person should know of the paper.
    `doubt`: why it should not be printed without a person's consent. `drawn`: why a ZPL printer gets a
    picture; empty where it gets the label as it came, without the commands `left_out`. `dpi`: what the label
    was made for; 0 where it is not known. `papers`: a PDF of the A4 pages that came with the label and are
    not on its paper, such as customs forms."""

    content: bytes
    pieces: int
    barcodes: tuple[str, ...]
    is_read: bool = True
    note: Message = NOTHING
    doubt: Message = NOTHING
    drawn: Message = NOTHING
    left_out: tuple[str, ...] = ()
    dpi: int = 0
    papers: bytes = b""


@dataclass(frozen=True, slots=True)
class Paged:
    """A label as a PDF. `note`: what of it could not be drawn. `lost`: those fields, as the renderer was
    given them. `papers`: so many of its last pages are no labels, but papers that came with them."""

    pdf: bytes
    note: Message = NOTHING
    lost: tuple[str, ...] = ()
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document of ours (PDF)."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page to be shown: a picture (PNG), and of each barcode its kind and its text."""

    width_mm: float
    height_mm: float
    png: bytes
    barcodes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """`title` is for two metres away. `rows` are pairs of a number and its remark."""

    title: str
    lines: tuple[str, ...] = ()
    barcode_text: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLabel:
    """What stands on a product: `code` is what a scan of it gives."""

    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLabel:
    """What stands on a label; `barcode_text` is the tracking, waybill or package number."""

    package_number: str
    barcode_text: str
    name: str
    address_lines: tuple[str, ...]
    order_number: str = ""
    district: str = ""
    township: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    shipping_company: str = ""
    shipping_method: str = ""
    note: str = ""


def loses_barcode(note: Message) -> bool:
    """Whether a barcode is among what could not be drawn, or is cut off."""
    if note.is_plain:
        return BARCODE_LOST in note
    return note.says(messages.BARCODES_LOST, messages.SCRIPT_NOT_RUN, messages.CUT_BY_WIDTH)


def is_raster(content: bytes) -> bool:
    """Whether it is PWG Raster."""
    return content.startswith(RASTER_SYNC)


@dataclass(frozen=True, slots=True)
class Pictures:
    """A product's picture for screens and for paper (JPEG)."""

    large: bytes
    small: bytes
