"""Command sheets and station slips: what they say is what is scanned, and no scan hits the neighbour."""

from itertools import combinations

import pypdfium2
import zxingcpp

from packages_ui.labels.documents.command_sheet import draw_command_sheet
from packages_ui.labels.documents.contents import Desk, Paper, StationSlip
from packages_ui.labels.documents.station_slip import draw_station_slip
from packages_ui.labels.documents.words import Language, words
from packages_ui.labels.pdfium import count_pages
from packages_ui.labels.read import read_barcodes
from tests.labels.documents.makers import HOSTILE, LANGUAGES, PAPERS, sizes_of, text_of

DESKS = (Desk(1, "Masa 1"), Desk(2, HOSTILE), Desk(123456, "Çıkış"))
COMMANDS = ["OK", "UNDO", "SKIP", "QTY-5", "QTY-10", "PARK", "REPRINT", "MISSING", "NEXT"]
FAR_MM = 25.0


@PAPERS
@LANGUAGES
def test_it_holds_the_words_themselves_and_says_what_each_does(paper: Paper, language: Language) -> None:
    pdf = draw_command_sheet(DESKS, paper=paper, language=language)
    assert sorted(read_barcodes(pdf)) == sorted([*COMMANDS, "STATION-1", "STATION-2", "STATION-123456"])
    text = " ".join(text_of(pdf).split())
    commands = words(language).commands
    assert list(commands) == COMMANDS
    assert all(headword in text and does in text for headword, does in commands.values())


@PAPERS
def test_it_keeps_barcodes_far_apart(paper: Paper) -> None:
    document = pypdfium2.PdfDocument(draw_command_sheet(DESKS, paper=paper, language=Language.TR))
    for page in document:
        found = zxingcpp.read_barcodes(page.render(scale=203 / 72, grayscale=True).to_pil())
        boxes = [_box(one.position) for one in found]
        assert all(_apart(one, other) >= FAR_MM for one, other in combinations(boxes, 2))


@PAPERS
@LANGUAGES
def test_it_names_the_desk_and_its_printers(paper: Paper, language: Language) -> None:
    slip = StationSlip(desk=Desk(7, "Masa 7"), label_printer="Zebra <b>", document_printer="Ofis")
    pdf = draw_station_slip(slip, paper=paper, language=language)
    assert read_barcodes(pdf) == ["STATION-7"]
    assert count_pages(pdf) == 1
    assert sizes_of(pdf) == {(210, 297) if paper is Paper.A4 else (105, 148)}
    assert all(said in text_of(pdf) for said in ("Masa 7", "Zebra <b>", "Ofis"))


@PAPERS
def test_it_keeps_a_long_name_on_its_page(paper: Paper) -> None:
    slip = StationSlip(desk=Desk(7, HOSTILE), label_printer=HOSTILE)
    pdf = draw_station_slip(slip, paper=paper, language=Language.TR)
    assert (count_pages(pdf), read_barcodes(pdf)) == (1, ["STATION-7"])


def _box(position: zxingcpp.Position) -> tuple[float, float, float, float]:
    """In millimetres: left, top, right, bottom."""
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    across, down = [one.x / 203 * 25.4 for one in corners], [one.y / 203 * 25.4 for one in corners]
    return min(across), min(down), max(across), max(down)


def _apart(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return max(max(one[side], other[side]) - min(one[side + 2], other[side + 2]) for side in (0, 1))
