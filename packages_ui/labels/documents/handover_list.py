"""The handover list: parcels that a shipping company's driver takes along, for both to sign."""

from html import escape

from packages_ui.labels.documents.contents import HandoverList, Paper, Parcel
from packages_ui.labels.documents.paper import bars, lines, say, write
from packages_ui.labels.documents.words import Language, Words, moment, words
from packages_ui.labels.fit import clean

BARS_MM = 10.0
RULES = (
    ".place{width:12mm}.signs{display:flex;justify-content:space-between;break-inside:avoid;margin-top:6mm}"
    ".signs div{width:47%}.signs p{border-bottom:.3mm solid #000;padding-top:7mm;font-size:80%}"
    ".signs p.strong{border:0;padding:0;font-size:100%}td svg{margin:1mm 0}"
)


def draw_handover_list(handover: HandoverList, *, paper: Paper, language: Language) -> bytes:
    """PDF: the company, a row for each parcel, and the lines for both signatures, which stay together."""
    said = words(language)
    body = f"{_head(handover, paper, said)}{_table(handover, paper, said)}{_signs(handover, said)}"
    title = f"{said.handover_list} {handover.code} · {handover.company}"
    return write([body], title=title, paper=paper, language=language, rules=RULES)


def _head(handover: HandoverList, paper: Paper, said: Words) -> str:
    told = lines(
        (
            f"{said.at}: {moment(handover.at)}",
            f"{said.station}: {handover.station}",
            f"{said.who}: {handover.who}",
        )
    )
    code = bars(handover.code, width_mm=paper.width_mm / 2, height_mm=BARS_MM, most_dots=3)
    code += say(handover.code, "strong")
    names = f"<h1>{said.handover_list}</h1>{say(handover.company, 'big')}"
    count = say(said.parcels.format(len(handover.parcels)), "big")
    return f'<div class="head"><div>{names}{count}{told}</div><div>{code}</div></div>'


def _table(handover: HandoverList, paper: Paper, said: Words) -> str:
    rows = "".join(_row(place, parcel, paper) for place, parcel in enumerate(handover.parcels, start=1))
    head = f'<th class="place right">№</th><th>{said.package}</th>'
    head += f"<th>{said.tracking}</th>" if paper is Paper.A4 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(place: int, parcel: Parcel, paper: Paper) -> str:
    """On narrow paper the numbers stand under each other."""
    width = paper.width_mm / 2 - 8 if paper is Paper.A4 else paper.width_mm - 14
    code = bars(parcel.tracking_number.strip() or parcel.package_number, width_mm=width, height_mm=BARS_MM)
    tracking = f"{code}<p>{escape(clean(parcel.tracking_number))}</p>"
    between = "</td><td>" if paper is Paper.A4 else ""
    package = say(parcel.package_number, "strong")
    return f'<tr><td class="right">{place}</td><td>{package}{between}{tracking}</td></tr>'


def _signs(handover: HandoverList, said: Words) -> str:
    count = said.parcels.format(len(handover.parcels))
    ours = "".join(f"<p>{word}</p>" for word in (said.name, said.signature))
    theirs = "".join(f"<p>{word}</p>" for word in (said.name, said.plate, said.signature))
    return (
        f'<div class="signs"><div><p class="strong">{said.handed_over} · {count}</p>{ours}</div>'
        f'<div><p class="strong">{said.taken_over}</p>{theirs}</div></div>'
    )
