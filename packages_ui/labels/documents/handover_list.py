"""The handover list: the packages that a shipping company's driver takes, for both sides to sign."""

from html import escape

from packages_ui.labels.documents.contents import HandoverList, Paper, Parcel
from packages_ui.labels.documents.paper import bars, lines, paragraph, write
from packages_ui.labels.documents.words import Language, Words, moment, words
from packages_ui.labels.fit import clean

BARS_MM = 10.0
RULES = (
    ".place{width:12mm}.signs{display:flex;justify-content:space-between;break-inside:avoid;margin-top:6mm}"
    ".signs div{width:47%}.signs p{border-bottom:.3mm solid #000;padding-top:7mm;font-size:80%}"
    ".signs p.strong{border:0;padding:0;font-size:100%}td svg{margin:1mm 0}"
)


def draw_handover_list(handover: HandoverList, *, paper: Paper, language: Language) -> bytes:
    """PDF: the company, a row for each package, and the lines for both signatures on the same page."""
    text = words(language)
    body = f"{_head(handover, paper, text)}{_table(handover, paper, text)}{_signs(handover, text)}"
    title = f"{text.handover_list} {handover.code} · {handover.company}"
    return write([body], title=title, paper=paper, language=language, rules=RULES)


def _head(handover: HandoverList, paper: Paper, text: Words) -> str:
    facts = lines(
        (
            f"{text.at}: {moment(handover.at)}",
            f"{text.station}: {handover.station}",
            f"{text.who}: {handover.who}",
        )
    )
    code = bars(handover.code, width_mm=paper.width_mm / 2, height_mm=BARS_MM, most_dots=3)
    code += paragraph(handover.code, "strong")
    names = f"<h1>{text.handover_list}</h1>{paragraph(handover.company, 'big')}"
    count = paragraph(text.parcels.format(len(handover.parcels)), "big")
    return f'<div class="head"><div>{names}{count}{facts}</div><div>{code}</div></div>'


def _table(handover: HandoverList, paper: Paper, text: Words) -> str:
    rows = "".join(_row(place, parcel, paper) for place, parcel in enumerate(handover.parcels, start=1))
    head = f'<th class="place right">№</th><th>{text.package}</th>'
    head += f"<th>{text.tracking}</th>" if paper is Paper.A4 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(place: int, parcel: Parcel, paper: Paper) -> str:
    """On narrow paper the numbers are below each other."""
    width = paper.width_mm / 2 - 8 if paper is Paper.A4 else paper.width_mm - 14
    code = bars(parcel.tracking_number.strip() or parcel.package_number, width_mm=width, height_mm=BARS_MM)
    tracking = f"{code}<p>{escape(clean(parcel.tracking_number))}</p>"
    between = "</td><td>" if paper is Paper.A4 else ""
    package = paragraph(parcel.package_number, "strong")
    return f'<tr><td class="right">{place}</td><td>{package}{between}{tracking}</td></tr>'


def _signs(handover: HandoverList, text: Words) -> str:
    count = text.parcels.format(len(handover.parcels))
    ours = "".join(f"<p>{word}</p>" for word in (text.name, text.signature))
    theirs = "".join(f"<p>{word}</p>" for word in (text.name, text.plate, text.signature))
    return (
        f'<div class="signs"><div><p class="strong">{text.handed_over} · {count}</p>{ours}</div>'
        f'<div><p class="strong">{text.taken_over}</p>{theirs}</div></div>'
    )
