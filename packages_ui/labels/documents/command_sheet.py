"""The command sheet: barcodes to scan instead of pressing keys."""

from collections.abc import Sequence
from html import escape

from packages_ui.labels.documents.contents import Desk, Paper
from packages_ui.labels.documents.paper import bars, paragraph, write
from packages_ui.labels.documents.words import Language, words
from packages_ui.labels.fit import clean

BARS_MM = 16.0
MOST_DOTS = 4
WIDEST_MM = 60.0  # of a barcode; a card is 30 mm wider, and higher by more than that
# Nobody aims a scanner exactly: at least 30 mm of white or text separate two barcodes.
RULES = {
    Paper.A4: ".card{float:left;width:92mm;height:64mm}",
    Paper.A6: ".card{height:64mm}",
}
CARD = (
    ".card{break-inside:avoid;overflow:hidden}.card p{padding-right:6mm}"
    ".word{font-size:230%;font-weight:700;line-height:1.2}"
)


def draw_command_sheet(desks: Sequence[Desk], *, paper: Paper, language: Language) -> bytes:
    """PDF: a card for each command and each desk. The barcodes contain the same codes in every language."""
    text = words(language)
    cards = [_card(code, title, does) for code, (title, does) in text.commands.items()]
    cards += [_card(desk.code, f"{text.station}: {desk.name}", text.work_here) for desk in desks]
    return write(
        ["".join(cards)],
        title=text.command_sheet,
        paper=paper,
        language=language,
        rules=CARD + RULES[paper],
    )


def _card(code: str, title: str, does: str) -> str:
    name = f'<p class="{"word" if len(title) < 12 else "big"}">{escape(clean(title)[:60])}</p>'
    bar = bars(code, width_mm=WIDEST_MM, height_mm=BARS_MM, most_dots=MOST_DOTS)
    return f'<div class="card">{name}{bar}{paragraph(does)}</div>'
