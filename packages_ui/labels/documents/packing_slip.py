"""Packing slips: the contents of the box, for its recipient. No identity or tax numbers."""

from collections.abc import Iterable
from html import escape

from packages_ui.labels.documents.contents import PackingSlip, Paper, SlipLine
from packages_ui.labels.documents.paper import bars, lines, paragraph, write
from packages_ui.labels.documents.words import Language, Words, money, words
from packages_ui.labels.fit import clean

BARS_MM = 10.0
RULES = (
    ".number{width:18mm}.amount{width:34mm}.foot td{border:0;padding:.5mm 1mm}.head svg{margin-top:2mm}"
    "td p{font-size:110%}.to{margin:3mm 0}"
)


def draw_packing_slips(
    slips: Iterable[PackingSlip], *, paper: Paper, language: Language, with_prices: bool = False
) -> bytes:
    """One PDF, in order. Each slip begins on a new page and has page numbers of its own. `slips` are consumed
    one by one while drawing."""
    text = words(language)
    bodies = (_body(slip, paper, language, with_prices=with_prices) for slip in slips)
    return write(bodies, title=text.packing_slip, paper=paper, language=language, rules=RULES)


def _body(slip: PackingSlip, paper: Paper, language: Language, *, with_prices: bool) -> str:
    text = words(language)
    gift = f'<div class="note"><p class="strong">{text.gift_note}</p>{paragraph(slip.gift_note)}</div>'
    return "".join(
        (
            f"<h1>{text.packing_slip}</h1>",
            _numbers(slip, paper, text),
            f'<div class="to"><p class="small">{text.recipient}</p>{paragraph(slip.name, "big")}',
            f"{lines(slip.address_lines)}</div>",
            _table(slip, language, with_prices=with_prices),
            gift if slip.gift_note.strip() else "",
        )
    )


def _numbers(slip: PackingSlip, paper: Paper, text: Words) -> str:
    """Side by side on wide paper, with space between them so that a scanner reads one at a time."""
    parts = [f"<div>{_number(text.package, slip.package_number, paper)}{paragraph(slip.carrier)}</div>"]
    if slip.order_number.strip():
        parts.append(f"<div>{_number(text.order.format(''), slip.order_number, paper)}</div>")
    return f'<div class="{"head" if paper is Paper.A4 else ""}">{"".join(parts)}</div>'


def _number(word: str, number: str, paper: Paper) -> str:
    width = paper.width_mm / 2 - 10 if paper is Paper.A4 else paper.width_mm
    code = bars(number, width_mm=width, height_mm=BARS_MM)
    return f'{code}<p><span class="small">{word}</span> <b>{escape(clean(number))}</b></p>'


def _table(slip: PackingSlip, language: Language, *, with_prices: bool) -> str:
    text = words(language)
    head = f'<th class="number right">{text.count}</th><th>{text.product}</th>'
    head += f'<th class="amount right">{text.amount}</th>' if with_prices else ""
    rows = "".join(_row(unit, slip.currency, language, with_prices=with_prices) for unit in slip.units)
    sums = _sums(slip, language) if with_prices else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}{sums}</tbody></table>"


def _row(unit: SlipLine, currency: str, language: Language, *, with_prices: bool) -> str:
    amount = money(unit.amount, clean(currency), language) if unit.amount is not None else ""
    price = f'<td class="right">{escape(amount)}</td>' if with_prices else ""
    return f'<tr><td class="right"><b>{unit.count}</b></td><td>{paragraph(unit.product)}</td>{price}</tr>'


def _sums(slip: PackingSlip, language: Language) -> str:
    text = words(language)
    sums = ((text.discount, -slip.discount if slip.discount else None), (text.total, slip.total))
    return "".join(
        f'<tr class="foot"><td colspan="2" class="right">{word}</td>'
        f'<td class="right"><b>{escape(money(amount, clean(slip.currency), language))}</b></td></tr>'
        for word, amount in sums
        if amount is not None
    )
