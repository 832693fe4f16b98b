import base64
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.for_printer import to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from tests.labels.makers import ZPL, make_html, make_pdf, make_picture

FILES: dict[str, tuple[LabelFormat, Callable[[], bytes]]] = {
    "pdf": (LabelFormat.PDF, lambda: make_pdf(LABEL_100X150)),
    "png": (LabelFormat.PNG, lambda: make_picture(40, 60)),
    "jpeg": (LabelFormat.JPEG, lambda: make_picture(40, 60, kind="JPEG")),
    "zpl": (LabelFormat.ZPL, ZPL.encode),
    "html": (LabelFormat.HTML, lambda: make_html("Şükrü").encode()),
    "svg": (LabelFormat.HTML, lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
}


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest) -> tuple[LabelFormat, bytes]:
    """One of each kind."""
    kind, make = FILES[request.param]
    return kind, make()


def test_it_opens_base64(file: tuple[LabelFormat, bytes]) -> None:
    found = detect(base64.b64encode(file[1]).decode())
    assert (found.format, found.content) == file


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\\r\\n", "\\n"])
def test_it_opens_base64_with_line_breaks(file: tuple[LabelFormat, bytes], line_end: str) -> None:
    lines = base64.encodebytes(file[1]).decode().replace("\n", line_end)
    found = detect(f" \ufeff{lines}")
    assert (found.format, found.content) == file


def test_it_opens_a_data_uri_whatever_type_it_claims(file: tuple[LabelFormat, bytes]) -> None:
    found = detect(f"data:text/plain;charset=utf-8;base64,{base64.b64encode(file[1]).decode()}")
    assert (found.format, found.content) == file


def test_it_takes_bare_files(file: tuple[LabelFormat, bytes]) -> None:
    kind, content = file
    text = content.decode("utf-8" if kind in {LabelFormat.ZPL, LabelFormat.HTML} else "latin-1")
    found = detect(text)
    assert (found.format, found.content) == file


def test_it_opens_a_data_uri_with_percent_signs() -> None:
    found = detect("data:image/svg+xml,%3Csvg%20width='9'/%3E")
    assert (found.format, found.content) == (LabelFormat.HTML, b"<svg width='9'/>")


@pytest.mark.parametrize(
    "text",
    [
        "^CI28^XA^FDabc^FS^XZ",
        "\ufeff^CI28\r\n^XA^FDabc^FS^XZ",
        "ï»¿^XA^FDabc^FS^XZ",
        "\\r\\n^XA\\r\\n^FDabc^FS\\r\\n^XZ\\r\\n",
        "CT~~CD,~CC^~CT~\n^XA^FDabc^FS^XZ",
        f"~DGR:LOGO.GRF,2000,20,{'F' * 4000}^XA^XGR:LOGO.GRF^FS^XZ",
        "^xa^fdabc^fs^xz",
    ],
)
def test_it_knows_zpl_as_carriers_write_it(text: str) -> None:
    assert detect(text).format is LabelFormat.ZPL


def test_it_keeps_the_bytes_of_zpl() -> None:
    assert detect("\ufeff ^CI28\\r\\n^XA^FDŞ\\&^FS^XZ\n").content == "^CI28\\r\\n^XA^FDŞ\\&^FS^XZ".encode()


@pytest.mark.parametrize("text", ["https://labels.example/1.pdf", " HTTP://labels.example/a?b=c \n"])
def test_it_knows_a_link(text: str) -> None:
    found = detect(text)
    assert (found.format, found.content) == (LabelFormat.URL, text.strip().encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "label not ready",
        "etiket hazır değil",
        "https://labels.example/1.pdf is not ready",
        "ftp://labels.example/1.pdf",
        "<error>no label</error>",
        "data:application/pdf;base64,%%%",
        "data:",
        "data:application/pdf;base64",
        "abcd",
        base64.b64encode(b"label not ready").decode(),
    ],
)
def test_it_keeps_the_raw_text_of_what_it_does_not_know(text: str) -> None:
    found = detect(text)
    assert (found.format, found.content) == (LabelFormat.UNKNOWN, text.encode())


def test_it_keeps_the_raw_text_of_broken_base64() -> None:
    short = base64.b64encode(make_pdf(LABEL_100X150)).decode()[:-3]
    mixed = base64.b64encode(make_picture(40, 60)).decode().replace("A", "-", 1)
    found = [detect(text) for text in (short, mixed)]
    assert {each.format for each in found} == {LabelFormat.UNKNOWN}
    assert [each.content.decode() for each in found] == [short, mixed]


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_it_never_raises(text: str) -> None:
    found = detect(text)
    assert found.format is not LabelFormat.UNKNOWN or found.content == text.encode(
        "utf-8", "backslashreplace"
    )


@given(
    st.sampled_from(["data:", "data:;base64,", "^XA", "http://", "JVBERi", "<html", "\ufeff", "\\r"]),
    st.text(),
)
def test_it_never_raises_behind_a_known_start(start: str, rest: str) -> None:
    assert detect(start + rest).format in LabelFormat


def test_it_takes_half_letters() -> None:
    assert detect("\ud83d").format is LabelFormat.UNKNOWN


def test_it_loads_no_drawing_library() -> None:
    heavy = {"weasyprint", "pypdfium2", "zplkit", "zint", "zxingcpp", "PIL"}
    code = f"import sys, packages_ui.labels.detect; print({heavy!r} & set(sys.modules) or 'none')"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "none"


def test_it_undoes_escapes_of_json_in_zpl() -> None:
    escaped = r"^XA\r\n^FO60,300^BCN,160,N,N,N^FD\u003e:TEST\u00fc\ud83d\ude00^FS\r\n^XZ"
    found = detect(escaped)
    assert found.format is LabelFormat.ZPL
    assert found.content == "^XA\r\n^FO60,300^BCN,160,N,N,N^FD>:TESTü😀^FS\r\n^XZ".encode()
    assert detect(base64.b64encode(escaped.encode()).decode()) == found


@pytest.mark.parametrize(
    "zpl", [r"^XA^FH\^FD\C5\9F^FS^XZ", r"^XA^FB400,2^FDone\&two\u^FS^XZ", r"^XA\r\n^FDx^XZ"]
)
def test_it_leaves_other_backslashes_of_zpl(zpl: str) -> None:
    assert detect(zpl).content == zpl.encode()


def test_it_knows_the_file_of_a_printer_driver() -> None:
    """Two kilobytes for the printer itself stand before its label, and are left out on the way there."""
    driver = "\x10CT~~CD,~CC^~CT~\r\n\x1b##\x01\xc0\x08" + "\0" * 2200
    label = "^XA^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS^XZ"
    found = detect(driver + label + "\r\n\x1b##\x04\0\0")
    assert found.format is LabelFormat.ZPL
    sent = to_zpl(found.content, found.format, media=Media(LABEL_100X150, 203))
    assert sent.barcodes == ("TEST12345678",)
    assert label.encode() in sent.content
    assert b"\x1b" not in sent.content
