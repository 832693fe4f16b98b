import logging
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from packages_ui.labels import limits
from packages_ui.labels.barcode import code128
from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages
from packages_ui.labels.join import measure
from packages_ui.labels.media import Media
from packages_ui.labels.pages import to_paged, to_pdf
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import LABEL_100X150, LabelSize
from packages_ui.messages import labels as messages
from tests.labels.makers import darkness, look_at, make_html, make_picture, text_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}"><rect width="100%" height="100%"/>{}</svg>'


def draw(html: str | bytes) -> bytes:
    return to_pdf(html if isinstance(html, bytes) else html.encode(), LabelFormat.HTML)


def test_it_draws_html_on_the_usual_paper() -> None:
    pdf = draw(make_html("Şükrü Çığ, İstanbul"))
    assert measure(pdf) == [LABEL_100X150]
    assert "Şükrü Çığ, İstanbul" in text_of(pdf)[0]
    assert read_barcodes(pdf) == ["7300412345678"]


@pytest.mark.parametrize("rule", ["@page{size:104mm 120mm}", "@page { size: 104mm 120mm; margin: 3mm }"])
def test_it_obeys_the_htmls_own_page(rule: str) -> None:
    assert measure(draw(make_html("x", rule=rule))) == [LabelSize(104.0, 120.0)]


def test_it_keeps_all_pages() -> None:
    pdf = draw("<!doctype html><p>one<p style='break-before:page'>two")
    assert text_of(pdf) == ["one", "two"]


@pytest.mark.parametrize(("wide", "high"), [(100, 150), (150, 100)])
def test_it_fits_svg_to_the_paper(wide: int, high: int) -> None:
    pdf = draw(SVG.format(wide, high, ""))
    assert measure(pdf) == [LabelSize(wide, high)]
    assert all(part > 0.98 for part in darkness(look_at(pdf), (0.01, 0.01, 0.99, 0.99)))


def test_it_reads_letters_in_a_windows_code_page() -> None:
    html = '<html><meta charset="windows-1254"><p>Şükrü ığ</html>'
    assert text_of(draw(html.encode("cp1254"))) == ["Şükrü ığ"]
    assert text_of(draw("<html><p>Şükrü ığ</html>".encode("cp1254"))) == ["Şükrü ığ"]


def test_it_draws_pictures_that_the_label_brings_along() -> None:
    uri = f"data:image/png;base64,{b64encode(make_picture(40, 60)).decode()}"
    pdf = draw(f'<html><body style="margin:0"><img style="width:100mm;height:150mm" src="{uri}">')
    (left,) = darkness(look_at(pdf), (0.02, 0.1, 0.2, 0.9))
    assert left > 0.98


ELSEWHERE = [
    '<html><img src="{}">',
    '<html><link rel="stylesheet" href="{}">',
    '<html><style>@import "{}";</style>',
    "<html><style>body{{background:url({})}}</style><p>x",
    "<html><style>@font-face{{font-family:a;src:url({})}} p{{font-family:a}}</style><p>x",
    '<html><object data="{}"></object>',
    '<html><svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{}" width="9" height="9"/></svg>',
]


@pytest.mark.parametrize("html", ELSEWHERE)
def test_it_refuses_files_of_this_machine(html: str) -> None:
    with pytest.raises(LabelError, match="elsewhere"):
        draw(html.format("file:///etc/passwd"))


@pytest.mark.parametrize("html", ELSEWHERE)
def test_it_calls_nobody(html: str) -> None:
    with listener() as (address, calls), pytest.raises(LabelError, match="elsewhere"):
        draw(html.format(address))
    assert calls == []


@pytest.mark.parametrize(
    "address", ["barcode.png", "/barcode.png", "//host/a.png", "ftp://host/a", "FILE:///etc"]
)
def test_it_refuses_every_other_address(address: str) -> None:
    with pytest.raises(LabelError, match=r"elsewhere|did not send"):
        draw(f'<html><img src="{address}">')


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    calls: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a.png", calls
    server.shutdown()
    thread.join()
    server.server_close()


BROKEN = ["data:image/png;base64,AAAA", "data:image/png;base64,iVBORw0KGgo", "data:image/png,", "data:"]


@pytest.mark.parametrize("address", BROKEN)
def test_it_puts_a_crossed_box_in_place_of_a_broken_picture(address: str) -> None:
    pdf = draw(f'<html><p>KARGO<p><img src="{address}">')
    assert "KARGO" in text_of(pdf)[0]
    assert look_at(pdf).tobytes() != look_at(draw("<html><p>KARGO<p>")).tobytes()


def test_it_draws_the_other_pictures_of_a_label_with_a_broken_one() -> None:
    uri = f"data:image/png;base64,{b64encode(make_picture(40, 60)).decode()}"
    whole = f'<html><body style="margin:0"><img style="width:50mm;height:75mm" src="{uri}">'
    (left,) = darkness(look_at(draw(f'{whole}<br><img src="{BROKEN[0]}">')), (0.01, 0.1, 0.1, 0.4))
    assert left > 0.98


@pytest.mark.parametrize("svg", ["<svg><g></svg>", '<svg xmlns="http://www.w3.org/2000/svg"><rect></svg>'])
def test_it_refuses_broken_svg(svg: str) -> None:
    with pytest.raises(LabelError, match="missing on paper"):
        draw(svg)


def test_it_refuses_an_svg_that_grows() -> None:
    names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    svg = (
        f'<!DOCTYPE svg [<!ENTITY a0 "{"x" * 99}">{names}]><svg xmlns="http://www.w3.org/2000/svg">&a9;</svg>'
    )
    with pytest.raises(LabelError):
        draw(svg)


def test_it_refuses_html_without_end() -> None:
    with pytest.raises(LabelError, match="pages"):
        draw("<html>" + "<p style='break-before:page'>x" * (limits.MAX_PAGES + 5))
    with pytest.raises(LabelError, match="too large"):
        draw("<html>" + " " * limits.MAX_MARKUP_BYTES)


def test_it_leaves_no_listener_on_the_log() -> None:
    before = list(logging.getLogger("weasyprint").handlers)
    draw("<html><p>x")
    assert logging.getLogger("weasyprint").handlers == before


FRAGMENT = "<div><b>KARGO</b>{}<p>ALICI SATIRI</p></div>"


@pytest.mark.parametrize(
    "html",
    [
        FRAGMENT,
        "{}<p>KARGO</p><p>ALICI SATIRI</p>",
        "<p>KARGO</p><p>ALICI SATIRI</p>{}",
        "<!-- x --><table><tr><td>KARGO</td><td>{}</td></tr></table><span>ALICI SATIRI</span>",
        "<body>KARGO {} ALICI SATIRI</body>",
    ],
)
def test_it_draws_the_whole_page_round_an_svg(html: str) -> None:
    content = html.format(code128("TEST12345678").svg(width_mm=80, height_mm=20))
    assert detect(content).format is LabelFormat.HTML
    pdf = to_pdf(content.encode(), LabelFormat.HTML)
    text = " ".join(text_of(pdf)[0].split())
    assert "KARGO" in text
    assert "ALICI SATIRI" in text
    assert read_barcodes(pdf) == ["TEST12345678"]


def test_it_draws_two_svgs_beside_each_other() -> None:
    svgs = [code128(code).svg(width_mm=80, height_mm=20) for code in ("TEST00000001", "TEST00000002")]
    assert sorted(read_barcodes(to_pdf("".join(svgs).encode(), LabelFormat.HTML))) == [
        "TEST00000001",
        "TEST00000002",
    ]


@pytest.mark.parametrize("before", ["", '<?xml version="1.0"?>\n', "\ufeff<!-- made by x -->\n"])
def test_it_fits_a_drawing_that_stands_alone(before: str) -> None:
    svg = code128("TEST12345678").svg(width_mm=80, height_mm=20)
    pdf = to_pdf(f"{before}{svg}\n<!-- end -->".encode(), LabelFormat.HTML)
    (size,) = measure(pdf)
    assert (size.width_mm, size.height_mm) == (150, 100)


SCRIPTS = [
    '<script src="https://cdn.example/JsBarcode.all.min.js"></script><svg id="b"></svg>',
    "<canvas id=c></canvas><script>new QRCode(document.getElementById('c'), 'TEST12345678')</script>",
    "<img id=b><script>bwipjs.toCanvas('c', {bcid: 'code128'})",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_it_says_that_a_script_would_draw_the_barcode(script: str) -> None:
    html = f"<html><body><p>KARGO</p>{script}</body></html>"
    with pytest.raises(LabelError) as refused:
        to_pdf(html.encode(), LabelFormat.HTML)
    assert str(refused.value) == messages.HTML_BY_SCRIPT()


def test_it_says_that_one_of_its_barcodes_would_be_drawn_by_a_script() -> None:
    html = make_html(f"KARGO {SCRIPTS[0]}").encode()
    assert to_paged(html, LabelFormat.HTML).note == messages.SCRIPT_NOT_RUN()
    printable = to_pages(html, LabelFormat.HTML, media=Media(LABEL_100X150, 203))
    assert (printable.note, printable.doubt) == (messages.SCRIPT_NOT_RUN(), messages.SCRIPT_NOT_RUN())


def test_it_ignores_scripts_that_draw_nothing() -> None:
    html = make_html("KARGO <script>window.onload = () => window.print()</script>").encode()
    assert to_paged(html, LabelFormat.HTML).note == ""


@pytest.mark.parametrize(
    "pixel",
    [
        '<img src="https://count.example/x.gif" width="1" height="1">',
        '<img src="//count.example/x.gif" width=1px height=0>',
        '<img src="https://count.example/x.gif" style="width:1px;height:1px">',
        '<img src="https://count.example/x.gif" style="display: none">',
        '<img src="https://count.example/x.gif" hidden>',
        '<div style="visibility:hidden"><p><img src="https://count.example/x.gif"></p></div>',
    ],
)
def test_it_goes_without_a_picture_that_only_counts(pixel: str) -> None:
    html = make_html(f"KARGO {pixel}").encode()
    assert read_barcodes(to_pdf(html, LabelFormat.HTML)) == ["7300412345678"]


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="https://cdn.example/barcode.png">',
        '<img src="https://cdn.example/barcode.png" width="1">',
        '<img src="https://cdn.example/barcode.png" width="100" height="1">',
    ],
)
def test_it_refuses_a_picture_of_another_host_that_people_would_see(picture: str) -> None:
    with pytest.raises(LabelError, match="elsewhere"):
        to_pdf(make_html(picture).encode(), LabelFormat.HTML)
