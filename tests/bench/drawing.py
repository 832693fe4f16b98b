"""What it costs to draw in child processes, and what these take."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import psutil

from packages_ui.drawing import draw
from packages_ui.drawing.pool import KEPT
from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.printers.raw import RawPrinter
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import DRAWN, kind_of
from packages_ui.sandbox.label_facts import facts_of
from packages_ui.sandbox.labels_untidy import UNTIDY
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.bench import yardstick
from tests.bench.table import Table
from tests.drawing.hostile import hostile
from tests.processes import Product

LABELS = 500
HOSTILES = 500
ROLL = Media(LABEL_100X150, 203)
QUICK = ("panic", "broken PDF", "broken PNG", "broken picture", "other signs", "no end", "large picture")
TIDY = ("zpl", "zpl-base64", "pdf", "pdf-landscape", "png", "png-uri", "jpeg", "html")
Label = tuple[bytes, LabelFormat]


def measure(made: Product, table: Table) -> None:
    labels = _tidy()
    for label in labels[:20]:  # what is loaded on first use
        _in_child(label)
        _here(label)
    pairs = [(_seconds(_here, labels), _seconds(_in_child, labels)) for _ in range(3)]
    here, there = (min(times) for times in zip(*pairs, strict=True))
    what = f"{LABELS} tidy labels through a child, against here"
    table.add(f"{what}, CPU of all", there.cpu / here.cpu, most=1.15)
    table.add(f"{what}, by the clock", there.all / here.all)  # each change of process waits for others
    table.add("one of them through a child", there.all / LABELS * 1000, "ms")
    _mixed(table)
    table.add("template and children, PSS of all", _memory(), "MB")
    _over_hostile_ones(table)


def _tidy() -> list[Label]:
    """As the sandbox's packages have them: every kind that can be drawn, as often as it comes."""
    labels: list[Label] = []
    for record in Sandbox(packages=4 * LABELS, seed=1).packages.values():
        if len(labels) < LABELS and kind_of(record) in TIDY:
            found = detect(DRAWN[kind_of(record)](facts_of(record)))
            labels.append((found.content, found.format))
    return labels


def _mixed(table: Table) -> None:
    """What real carriers send, against the sandbox's tidy labels: made ready, and taken by a ZPL printer."""
    tidy, mixed = _zpl_of(untidy=False), _zpl_of(untidy=True)
    with ZplPrinter() as peer:
        pairs = [(_seconds(_to_paper(peer), tidy), _seconds(_to_paper(peer), mixed)) for _ in range(3)]
    plain, odd = (min(times).all for times in zip(*pairs, strict=True))
    what = f"{LABELS} untidy ZPL labels to a raw printer"
    python = yardstick.python()
    table.add(f"{what}, one of them", odd / LABELS * 1000, "ms", yardstick=python)
    table.add(f"{what}, against tidy ones", odd / plain, most=1.5)


def _zpl_of(*, untidy: bool) -> list[Label]:
    labels: list[Label] = []
    for record in Sandbox(packages=4 * LABELS, seed=1, untidy=untidy).packages.values():
        kind = kind_of(record, untidy=untidy)
        if len(labels) < LABELS and kind.startswith("zpl"):
            found = detect((DRAWN.get(kind) or UNTIDY[kind])(facts_of(record)))
            labels.append((found.content, found.format))
    return labels


def _to_paper(peer: ZplPrinter) -> Callable[[Label], None]:
    printer = RawPrinter(peer.host, peer.port, allow_local=True)

    def work(label: Label) -> None:
        printer.send(draw.to_zpl(*label, media=ROLL).content)

    return work


def _over_hostile_ones(table: Table) -> None:
    seen = []
    for number in range(HOSTILES):
        content, kind = hostile(QUICK[number % len(QUICK)])
        with suppress(LabelError):
            draw.to_pdf(content, kind)
        if number % 10 == 0:
            seen.append(_memory())
    first, rest = max(seen[: len(seen) // 5]), max(seen[len(seen) // 5 :])
    table.add(f"memory over {HOSTILES} hostile labels, against the first fifth", rest / first, most=1.2)
    table.add("the most of it", max(first, rest), "MB")
    table.add("children after them", len(_template().children()), "", most=KEPT)


def _here(label: Label) -> None:
    to_zpl(*label, media=ROLL)


def _in_child(label: Label) -> None:
    draw.to_zpl(*label, media=ROLL)


class Seconds(NamedTuple):
    """Of the processors, this process and all that draw for it together; and by the clock."""

    cpu: float
    all: float


def _seconds(work: Callable[[Label], None], labels: list[Label]) -> Seconds:
    cpu, began = _cpu(), time.perf_counter()
    for label in labels:
        work(label)
    return Seconds(_cpu() - cpu, time.perf_counter() - began)


def _cpu() -> float:
    template = _template()
    ended = template.cpu_times()
    there = [one.cpu_times() for one in (template, *template.children())]
    used = sum(one.user + one.system for one in there)
    return time.process_time() + used + ended.children_user + ended.children_system


def _template() -> psutil.Process:
    found = psutil.Process().children()
    return next(one for one in found if "packages_ui.drawing.template" in one.cmdline())


def _memory() -> float:
    """MB, shared memory divided among those who share it."""
    template = _template()
    total = 0.0
    for process in (template, *template.children()):
        try:
            total += process.memory_full_info().pss / 1e6
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return total
