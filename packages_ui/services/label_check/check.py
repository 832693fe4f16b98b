"""One label file: its format, its barcodes, and what a ZPL printer would get."""

import binascii
import re
from base64 import urlsafe_b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.labels.detect import DetectedLabel, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media, placement
from packages_ui.labels.papers import Page, Printable
from packages_ui.labels.size import LabelSize
from packages_ui.messages import label_check, printing
from packages_ui.messages.message import NOTHING, Message
from packages_ui.services.label_check.files import PictureFolder, text_in

READ_DPI = 203
BASE64 = re.compile(r"(?:[A-Za-z0-9+/=_\s-]|\\r|\\n)*")
PACKS = {b"\x1f\x8b": "gzip", b"PK": "zip"}


class Verdict(StrEnum):
    """Whether a printer would print it: at once, after asking a person, or not at all."""

    PRINTS = "prints"
    ASKS = "asks first"
    REFUSED = "refused"


@dataclass
class Checked:
    """`sizes` in mm, a pair for each page. `barcodes` are pairs of kind and text. `lost`: fields that could
    not be drawn. `printer`: what the printer would get. `pictures`: their names beside the label."""

    name: str
    format: str = ""
    wrapping: str = ""
    verdict: Verdict = Verdict.REFUSED
    pieces: int = 0
    sizes: list[tuple[float, float]] = field(default_factory=list)
    barcodes: list[tuple[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    printer: str = ""
    warnings: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def check(path: Path, *, name: Path, media: Media, pictures: PictureFolder | None) -> Checked:
    """Never raises for what is in the file, nor for a file that cannot be read."""
    checked = Checked(str(name))
    try:
        text = text_in(path)
    except OSError as error:
        checked.printer = str(label_check.CANNOT_READ(why=error.strerror or str(error)))
        return checked
    found = detect(text)
    checked.format, checked.wrapping = found.format.value, _wrapping(text)
    if found.problem:
        checked.printer = str(label_check.NOTHING_SENT(why=found.problem))
        return checked
    try:
        _check_content(checked, found, name, pictures)
        _try(checked, found, media)
    except Busy:
        checked.printer = str(label_check.NOTHING_SENT(why=label_check.NO_DRAWING()))
    return checked


def _check_content(
    checked: Checked, found: DetectedLabel, name: Path, pictures: PictureFolder | None
) -> None:
    """The label itself, whatever the paper."""
    try:
        paged = draw.to_paged(found.content, found.format)
        pages = draw.pages(paged.pdf, dpi=READ_DPI)
    except LabelError as error:
        checked.warnings.append(str(error))
        return
    checked.pieces = len(pages)
    checked.sizes = [(page.width_mm, page.height_mm) for page in pages]
    checked.barcodes = [code for page in pages for code in page.barcodes]
    checked.lost = list(paged.lost)
    checked.warnings += [str(paged.note)] if paged.note else []
    checked.pictures = _pictures(pages, name, pictures) if pictures else []


def _pictures(pages: list[Page], name: Path, pictures: PictureFolder) -> list[str]:
    written = (pictures.write(name, number, page.png) for number, page in enumerate(pages, 1))
    return [path for path in written if path]


def _try(checked: Checked, found: DetectedLabel, media: Media) -> None:
    """The label on that paper, by the functions that print."""
    try:
        printable = draw.to_zpl(found.content, found.format, media=media)
    except LabelError as error:
        checked.printer = str(label_check.REFUSED(why=error.sentence))
        checked.warnings = [warning for warning in checked.warnings if warning != str(error)]
        return
    checked.pieces, checked.printer = printable.pieces, _gets(printable, media)
    doubt = printable.doubt
    if printable.is_read and not printable.barcodes:
        doubt = doubt + printing.UNREADABLE(dpi=media.dpi)
    checked.verdict = Verdict.ASKS if doubt else Verdict.PRINTS
    unread = NOTHING if printable.is_read else printing.UNCHECKED()
    remarks = (_shrunk(checked, printable, media), printable.note, doubt, unread)
    warnings = dict.fromkeys([*checked.warnings, *map(str, filter(None, remarks))])
    checked.warnings = [
        warning for warning in warnings if not any(warning in other for other in warnings if other != warning)
    ]


def _gets(printable: Printable, media: Media) -> str:
    if printable.drawn:
        return str(label_check.PICTURE(dpi=media.dpi, why=printable.drawn))
    names = tuple(label_check.OUTSIDE() if name == "text" else name for name in printable.left_out)
    return str(label_check.AS_IT_CAME_WITHOUT(names=names) if names else label_check.AS_IT_CAME())


def _shrunk(checked: Checked, printable: Printable, media: Media) -> Message:
    sizes = (LabelSize(*size) for size in checked.sizes if printable.drawn)
    scaled = ((placement(size, media).scale, size) for size in sizes)
    scale, size = min(scaled, key=lambda each: each[0], default=(1.0, LabelSize(0, 0)))
    if scale >= 1:
        return NOTHING
    width, height = round(size.width_mm), round(size.height_mm)
    return label_check.SHRUNK(width=width, height=height, percent=round(scale * 100))


def _wrapping(text: str) -> str:
    """The outermost thing that the label came in, and a pack inside of it; empty where it came bare."""
    bare = text.strip(" \t\r\n")
    if bare[:5].lower() == "data:":
        return "data URI"
    if bare[:1] in {"[", "{", '"'}:
        return "JSON"
    if not bare or not BASE64.fullmatch(bare):
        return PACKS.get(bare[:2].encode("latin-1", "replace"), "")
    with suppress(binascii.Error):
        if pack := PACKS.get(urlsafe_b64decode(bare[:4].replace("+", "-").replace("/", "_"))[:2]):
            return f"{pack} in base64"
    return "base64"
