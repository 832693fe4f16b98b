"""The station slip: it hangs above the desk and is scanned to work there."""

from packages_ui.labels.boxes import Box, code, rule, text, write
from packages_ui.labels.documents.contents import Paper, StationSlip
from packages_ui.labels.documents.words import Language, words
from packages_ui.labels.fit import clean, widest_pt
from packages_ui.labels.fonts import BOLD

LARGEST_PT = 200.0


def draw_station_slip(slip: StationSlip, *, paper: Paper, language: Language) -> bytes:
    """A PDF of one page: the name as large as possible, the barcode, the printers."""
    texts, edge = words(language), paper.margin_mm
    width, height = paper.width_mm, paper.size.height_mm - 2 * edge
    name, top = clean(slip.desk.name), edge + height * 0.45
    largest = min(LARGEST_PT, widest_pt(name, font=BOLD, width_mm=width * 0.98))
    printers = [texts.label_printer.format(clean(slip.label_printer))]
    if slip.document_printer.strip():
        printers.append(texts.document_printer.format(clean(slip.document_printer)))
    parts = [
        text([name], Box(edge, edge, width, height * 0.4), largest=largest, smallest=12, css="bold"),
        rule(Box(edge, top - 4, width, 0.6)),
        code(slip.desk.code, Box(0, top, paper.size.width_mm, height * 0.16)),
        text([slip.desk.code], Box(edge, top + height * 0.17, width, 10), largest=24, css="bold centre"),
        text([texts.work_here], Box(edge, top + height * 0.26, width, 10), largest=20, css="centre"),
        text(printers, Box(edge, top + height * 0.38, width, height * 0.15), largest=20),
    ]
    return write([parts], size=paper.size)
