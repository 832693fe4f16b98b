"""The pick list: what to fetch from the shelves, then which of it goes into which package."""

import re
from collections import Counter
from collections.abc import Iterator
from html import escape

from packages_ui.labels.documents.contents import Count, Paper, PickList, PickPackage
from packages_ui.labels.documents.paper import bars, lines, say, write
from packages_ui.labels.documents.words import Language, Words, moment, words
from packages_ui.labels.fit import clean

BARS_MM = 9.0
FEW = 6  # products that stand under each other, where there is the width for two columns


def draw_pick_list(pick_list: PickList, *, paper: Paper, language: Language) -> bytes:
    """PDF: first by product, sorted by its code, then by package. Bars are at least 0.25 mm wide."""
    said = words(language)
    body = "".join(
        (
            _head(pick_list, paper, said),
            "".join(_unread(pick_list, said)),
            _by_product(pick_list, said),
            _by_package(pick_list, paper, said),
        )
    )
    title = f"{said.pick_list} {pick_list.code}"
    return write([body], title=title, paper=paper, language=language, rules=_rules(paper))


def _head(pick_list: PickList, paper: Paper, said: Words) -> str:
    units = sum(unit.count for package in pick_list.packages for unit in package.units)
    told = lines(
        (
            f"{said.packages.format(len(pick_list.packages))} · {said.units.format(units)}",
            f"{moment(pick_list.at)} · {pick_list.who}",
            said.reverse if pick_list.is_reversed else said.as_labels,
        )
    )
    code = bars(pick_list.code, width_mm=paper.width_mm / 2, height_mm=BARS_MM, most_dots=3)
    code += say(pick_list.code, "strong")
    return f'<div class="head"><div><h1>{said.pick_list}</h1>{told}</div><div>{code}</div></div>'


def _unread(pick_list: PickList, said: Words) -> Iterator[str]:
    if unread := [package for package in pick_list.packages if package.problem]:
        told = lines(f"{package.number}: {package.problem}" for package in unread)
        yield f'<div class="note"><p class="strong">{said.unread} ({len(unread)})</p>{told}</div>'


def _by_product(pick_list: PickList, said: Words) -> str:
    counts: Counter[str] = Counter()
    for package in pick_list.packages:
        for unit in package.units:
            counts[clean(unit.product)] += unit.count
    rows = "".join(
        f'<tr><td class="big right">{count}</td>'
        f'<td class="product">{escape(product)}</td><td class="box"></td></tr>'
        for product, count in sorted(counts.items(), key=_by_numbers)
    )
    head = f'<th class="count right">{said.count}</th><th>{said.product}</th><th class="tick"></th>'
    return f"<h2>{said.by_product}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _by_numbers(row: tuple[str, int]) -> list[tuple[int, str]]:
    """A-2 before A-10, as people look for them on a shelf."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", row[0])]


def _by_package(pick_list: PickList, paper: Paper, said: Words) -> str:
    columns = 2 if paper is Paper.A4 else 1
    rows = "".join(_row(package, columns, said) for package in pick_list.packages)
    head = f'<th class="package">{said.package}</th><th colspan="{columns}">{said.product}</th>'
    return f"<h2>{said.by_package}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(package: PickPackage, columns: int, said: Words) -> str:
    order = said.order.format(package.order_number) if package.order_number.strip() else ""
    marked = ((package.has_gift, said.gift), (package.has_note, said.note), (package.is_manual, said.manual))
    marks = " · ".join(mark for has, mark in marked if has)
    code = bars(package.number, width_mm=54 if columns == 2 else 42, height_mm=BARS_MM)
    place = f"№ {package.position}" + (f" · {package.carrier}" if package.carrier.strip() else "")
    left = f"{code}{say(package.number, 'strong')}{lines((place, order))}{say(marks, 'mark')}"
    return f"<tr><td>{left}</td>{_units(package, columns)}</tr>"


def _units(package: PickPackage, columns: int) -> str:
    units = [_unit(unit) for unit in package.units] or [escape(clean(package.problem))]
    half = (len(units) + 1) // 2
    if columns == 1 or len(units) <= FEW:
        return f'<td colspan="{columns}"><p>{chr(10).join(units)}</p></td>'
    return "".join(f"<td><p>{chr(10).join(part)}</p></td>" for part in (units[:half], units[half:]))


def _unit(unit: Count) -> str:
    """More than one of a product is what is overlooked: it stands out."""
    text = f"{unit.count} × {escape(clean(unit.product))}"
    return f"<b>{text}</b>" if unit.count > 1 else text


def _rules(paper: Paper) -> str:
    wide = paper is Paper.A4
    return (
        f".package{{width:{56 if wide else 44}mm}}.count{{width:{18 if wide else 13}mm}}.tick{{width:8mm}}"
        ".big,.product{padding:.5mm 1mm;line-height:1.1}.product{font-size:120%;overflow-wrap:anywhere}"
        ".box{border:.4mm solid #000}"
        ".mark{font-weight:700;border:.4mm solid #000;padding:.5mm 1mm;margin-top:1mm}"
    )
