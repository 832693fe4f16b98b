"""Joining, ZPL to pages and our own labels."""

import time
from collections.abc import Callable
from io import BytesIO

import pypdf

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.join import join
from packages_ui.labels.own import draw_own_labels
from packages_ui.labels.pages import _check, to_pdf
from packages_ui.labels.papers import OwnLabel
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.zpl.draw import images_to_pdf
from packages_ui.labels.zpl.drawing import DPI
from packages_ui.labels.zpl.renderer import Refusal, render
from packages_ui.labels.zpl.text import font_load, our_font
from tests.bench import yardstick
from tests.bench.table import Table
from tests.processes import Product

PDFS = 500
ZPLS = 60
OWN = 60


def measure(made: Product, table: Table) -> None:
    pdfs = [draw_own_labels([_own(number)]) for number in range(20)] * (PDFS // 20)
    ours, theirs = _best(lambda: join(pdfs, BytesIO())), _best(lambda: _pypdf(pdfs))
    table.add(f"joining {PDFS} PDFs, against pypdf", ours / theirs, most=0.15)
    labels = [_zpl(number) for number in range(ZPLS)]
    drawn = _best(lambda: _draw(labels)) / ZPLS * 1000
    table.add("a ZPL label to a page", drawn, "ms", most=15, yardstick=yardstick.python(), times=15)
    pairs = [(_seconds(lambda: _bare(labels)), _seconds(lambda: _draw(labels))) for _ in range(3)]
    bare, drawn = (min(times) for times in zip(*pairs, strict=True))
    table.add("the same, against the renderer alone on tidy ZPL", drawn / bare, most=1.5)
    own = [_own(number) for number in range(OWN)]
    drawn = _best(lambda: draw_own_labels(own)) / OWN * 1000
    table.add("an own label in a batch", drawn, "ms", most=50, yardstick=yardstick.python(), times=50)
    zpl = labels[0].decode()
    took = _best(lambda: [detect(zpl) for _ in range(1000)])  # seconds for 1000, milliseconds for one
    table.add("telling a label's format", took, "ms", most=0.2, yardstick=yardstick.python(), times=0.2)


def _best(work: Callable[[], object], rounds: int = 3) -> float:
    """Seconds of the quickest round: the machines are shared and noisy."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _pypdf(pdfs: list[bytes]) -> None:
    writer = pypdf.PdfWriter()
    for pdf in pdfs:
        writer.append(BytesIO(pdf))
    writer.write(BytesIO())


def _draw(labels: list[bytes]) -> None:
    for label in labels:
        to_pdf(label, LabelFormat.ZPL)


def _bare(labels: list[bytes]) -> None:
    """As it would be if carriers wrote what the renderer takes: with our font, checked, and nothing else."""
    width, height = LABEL_100X150.dots(dpi=DPI)
    for label in labels:
        zpl = font_load() + label.replace(b"^XA", b"^XA" + our_font(b"0"))
        images = render(zpl, (width, height), dpi=DPI)
        assert not isinstance(images, Refusal)
        _check(images_to_pdf(images, dpi=DPI))


def _zpl(number: int) -> bytes:
    return (
        "^CI28\r\n^XA^PW831^LL959^FO40,40^A0N,40,40^FDŞükrü Öğünç^FS"
        "^FO40,100^A0N,30,30^FB740,4^FDİnönü Caddesi Çiçek Sokağı No 12 Daire 5 Kadıköy İstanbul^FS"
        f"^FO40,300^BY3^BCN,160,Y,N,N^FD34576{number:06d}^FS^FO600,620^BQN,2,6^FDQA,34576{number:06d}^FS"
        "^FO30,250^GB770,3,3^FS^XZ"
    ).encode()


def _own(number: int) -> OwnLabel:
    return OwnLabel(
        package_number=f"25950532193{number:05d}",
        order_number=f"25948878318{number:05d}",
        name="Şükrü Öğünç",
        address_lines=("İnönü Caddesi Çiçek Sokağı No: 12 Daire: 5",),
        township="Kadıköy",
        city="İstanbul",
        postcode="34710",
        country="Türkiye",
        phone="+90 555 000 00 00",
        shipping_method="DHL - Standard",
        barcode_text=f"34576{number:06d}",
    )
