"""What is drawn and what comes of it, as typed values: nothing here loads a drawing library."""

from dataclasses import dataclass

RASTER_SYNC = b"RaS2"
BARCODE_LOST = "a barcode among them"


@dataclass(frozen=True, slots=True)
class Printable:
    """`content` is for the printer, `pieces` how many pieces of paper it makes, `barcodes` the texts of
    those that can be read on them. `is_read`: false where the label goes as it came though not all of it
    could be drawn, so that nobody knows all that is on it. `note`: what a person should know of the paper.
    `doubt`: why it should not be printed unasked. `drawn`: why a ZPL printer gets a picture; empty where it
    gets the label as it came, without the commands `left_out`. `dpi`: what the label was made for; 0 where
    nobody can tell. `papers`: a PDF of the A4 pages that came behind the label and are not on its paper, such
    as customs forms."""

    content: bytes
    pieces: int
    barcodes: tuple[str, ...]
    is_read: bool = True
    note: str = ""
    doubt: str = ""
    drawn: str = ""
    left_out: tuple[str, ...] = ()
    dpi: int = 0
    papers: bytes = b""


@dataclass(frozen=True, slots=True)
class Paged:
    """A label as a PDF. `note`: what of it could not be drawn; a barcode among it is said by BARCODE_LOST.
    `lost`: those fields, as the renderer was given them. `papers`: so many of its last pages are no labels,
    but papers that came behind them."""

    pdf: bytes
    note: str = ""
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
    """`title` is for two metres away. `rows` are pairs of a number and what is to be said of it."""

    title: str
    lines: tuple[str, ...] = ()
    barcode_text: str = ""
    rows: tuple[tuple[str, str], ...] = ()


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


def is_raster(content: bytes) -> bool:
    """Whether it is PWG Raster."""
    return content.startswith(RASTER_SYNC)
