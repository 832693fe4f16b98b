"""The pick list: the products to take from the shelves, then what goes into which package."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from html import escape
from typing import Any

from natsort import natsort_keygen, ns

from packages_ui.labels.documents.contents import Count, Paper, PickGoods, PickList, PickPackage
from packages_ui.labels.documents.paper import bars, lines, paragraph, write
from packages_ui.labels.documents.words import Language, Words, moment, words
from packages_ui.labels.fit import clean

BARS_MM = 9.0
MOST_OF_NAME = 90  # characters on paper
UNKNOWN = PickGoods()
NATURAL = natsort_keygen(alg=ns.IGNORECASE)
FEW = 6  # products in one column, where there is space for two


def draw_pick_list(pick_list: PickList, *, paper: Paper, language: Language) -> bytes:
    """PDF: first by product, along the shelves, then by package. Bars are at least 0.25 mm wide."""
    text = words(language)
    body = "".join(
        (
            _head(pick_list, paper, text),
            "".join(_unread(pick_list, text)),
            _by_product(pick_list, text),
            _by_package(pick_list, paper, text),
        )
    )
    title = f"{text.pick_list} {pick_list.code}"
    return write([body], title=title, paper=paper, language=language, rules=_rules(paper))


def _head(pick_list: PickList, paper: Paper, text: Words) -> str:
    units = sum(unit.count for package in pick_list.packages for unit in package.units)
    facts = lines(
        (
            f"{text.packages.format(len(pick_list.packages))} · {text.units.format(units)}",
            f"{moment(pick_list.at)} · {pick_list.who}",
            text.reverse if pick_list.is_reversed else text.as_labels,
        )
    )
    code = bars(pick_list.code, width_mm=paper.width_mm / 2, height_mm=BARS_MM, most_dots=3)
    code += paragraph(pick_list.code, "strong")
    return f'<div class="head"><div><h1>{text.pick_list}</h1>{facts}</div><div>{code}</div></div>'


def _unread(pick_list: PickList, text: Words) -> Iterator[str]:
    if unread := [package for package in pick_list.packages if package.problem]:
        facts = lines(f"{package.number}: {package.problem}" for package in unread)
        yield f'<div class="note"><p class="strong">{text.unread} ({len(unread)})</p>{facts}</div>'


def _by_product(pick_list: PickList, text: Words) -> str:
    counts: Counter[str] = Counter()
    for package in pick_list.packages:
        for unit in package.units:
            counts[unit.product] += unit.count
    slots = _slots(pick_list, text)
    shelved = any(goods.shelf for goods in pick_list.goods.values())
    pictured = any(goods.picture for goods in pick_list.goods.values())
    rows = "".join(
        f'<tr>{_shelf(pick_list, product) if shelved else ""}<td class="big right">{count}</td>'
        f"{_picture(pick_list, product) if pictured else ''}"
        f'<td class="product">{_what(pick_list, product, slots.get(product, ""))}</td>'
        '<td class="box"></td></tr>'
        for product, count in _walked(pick_list, counts)
    )
    head = f'<th class="shelf">{text.shelf}</th>' if shelved else ""
    head += f'<th class="count right">{text.count}</th>{"<th class=picture></th>" if pictured else ""}'
    head += f'<th>{text.product}</th><th class="tick"></th>'
    return f"<h2>{text.by_product}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _walked(pick_list: PickList, counts: Counter[str]) -> list[tuple[str, int]]:
    """Along the shelves, A-2 before A-10; what has no shelf comes last, by its code."""

    def place(row: tuple[str, int]) -> tuple[bool, Any, Any]:
        shelf = pick_list.goods.get(row[0], UNKNOWN).shelf
        return not shelf, NATURAL(shelf), NATURAL(clean(row[0]))

    return sorted(counts.items(), key=place)


def _shelf(pick_list: PickList, product: str) -> str:
    return f'<td class="big">{escape(clean(pick_list.goods.get(product, UNKNOWN).shelf))}</td>'


def _picture(pick_list: PickList, product: str) -> str:
    goods = pick_list.goods.get(product)
    if goods is None or not goods.picture:
        return "<td></td>"
    return f'<td><img src="data:image/jpeg;base64,{b64encode(goods.picture).decode()}"></td>'


def _what(pick_list: PickList, product: str, into: str) -> str:
    """Its code, and below it what it is called, looks like, and where it goes."""
    goods = pick_list.goods.get(product, UNKNOWN)
    about = " · ".join(filter(None, (goods.name[:MOST_OF_NAME], goods.look)))
    return f"{escape(clean(product))}{paragraph(about, 'about')}{paragraph(into, 'into')}"


def _by_package(pick_list: PickList, paper: Paper, text: Words) -> str:
    columns = 2 if paper is Paper.A4 else 1
    rows = "".join(_row(package, columns, text, pick_list) for package in pick_list.packages)
    head = f'<th class="package">{text.package}</th><th colspan="{columns}">{text.product}</th>'
    return f"<h2>{text.by_package}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(package: PickPackage, columns: int, text: Words, pick_list: PickList) -> str:
    order = text.order.format(package.order_number) if package.order_number.strip() else ""
    marked = ((package.has_gift, text.gift), (package.has_note, text.note), (package.is_manual, text.manual))
    marks = " · ".join(mark for has, mark in marked if has)
    code = bars(package.number, width_mm=54 if columns == 2 else 42, height_mm=BARS_MM)
    place = f"№ {package.position}" + (f" · {package.carrier}" if package.carrier.strip() else "")
    code += paragraph(_slot_of(package, text), "slot")
    left = f"{code}{paragraph(package.number, 'strong')}{lines((place, order))}{paragraph(marks, 'mark')}"
    return f"<tr><td>{left}</td>{_units(package, columns, pick_list)}</tr>"


def _slot_of(package: PickPackage, text: Words) -> str:
    """Its box on the cart; the cart's number only where there are several."""
    if not package.slot:
        return ""
    slot = text.slot.format(package.slot)
    return f"{text.cart.format(package.cart)} · {slot}" if package.cart > 1 else slot


def _slots(pick_list: PickList, text: Words) -> dict[str, str]:
    """Into which boxes each product goes, and how many where it is more than one."""
    into: dict[str, list[str]] = {}
    for package in (package for package in pick_list.packages if package.slot):
        for unit in package.units:
            several = f" ×{unit.count}" if unit.count > 1 else ""
            into.setdefault(unit.product, []).append(f"{_slot_of(package, text)}{several}")
    return {product: " · ".join(slots) for product, slots in into.items()}


def _units(package: PickPackage, columns: int, pick_list: PickList) -> str:
    units = [_unit(unit, pick_list) for unit in package.units] or [escape(clean(package.problem))]
    half = (len(units) + 1) // 2
    if columns == 1 or len(units) <= FEW:
        return f'<td colspan="{columns}"><p>{chr(10).join(units)}</p></td>'
    return "".join(f"<td><p>{chr(10).join(part)}</p></td>" for part in (units[:half], units[half:]))


def _unit(unit: Count, pick_list: PickList) -> str:
    """Bold where there is more than one, which is easily overlooked."""
    text = f"{unit.count} × {escape(clean(unit.product))}"
    text = f"<b>{text}</b>" if unit.count > 1 else text
    look = clean(pick_list.goods.get(unit.product, UNKNOWN).look)
    return f"{text} · {escape(look)}" if look else text


def _rules(paper: Paper) -> str:
    wide = paper is Paper.A4
    return (
        f".package{{width:{56 if wide else 44}mm}}.count{{width:{18 if wide else 13}mm}}.tick{{width:8mm}}"
        ".big,.product{padding:.5mm 1mm;line-height:1.1}.product{font-size:120%;overflow-wrap:anywhere}"
        ".picture{width:14mm}img{display:block;width:12mm;height:12mm;object-fit:contain}"
        ".slot{font-size:160%;font-weight:700}.into{font-size:85%;font-weight:700}.shelf{width:26mm}.about{font-size:75%;line-height:1.15}"
        ".box{border:.4mm solid #000}"
        ".mark{font-weight:700;border:.4mm solid #000;padding:.5mm 1mm;margin-top:1mm}"
    )
