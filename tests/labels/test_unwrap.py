"""Labels wrapped in anything come out as they are; what is bounded says so in a sentence."""

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache, partial
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.labels import packs, several, unwrap
from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.size import LABEL_100X150
from packages_ui.messages import labels as messages
from packages_ui.messages.message import Message
from tests.labels.makers import ZPL, make_pdf, make_picture

OTHER = ZPL.replace("7300412345678", "7300412345679")


@cache
def pdf() -> bytes:
    return make_pdf(LABEL_100X150)


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as pack:
        for name, content in files:
            pack.writestr(name, content)
    return made.getvalue()


def mime(*raw: bytes) -> EmailMessage:
    """An answer in words with labels attached."""
    message = EmailMessage()
    message.set_content("<shipment><number>1</number></shipment>", subtype="xml")
    for one in raw:
        message.add_attachment(one, maintype="application", subtype="octet-stream")
    return message


WRAPPED: dict[str, Callable[[bytes], str]] = {
    "base64": b64,
    "base64 for addresses": lambda raw: base64.urlsafe_b64encode(raw).decode(),
    "base64 without padding": lambda raw: b64(raw).rstrip("="),
    "base64 in lines": lambda raw: base64.encodebytes(raw).decode().replace("\n", "\r\n"),
    "base64 twice": lambda raw: b64(b64(raw).encode()),
    "base64 with escaped slashes": lambda raw: b64(raw).replace("/", "\\/"),
    "quotes round base64": lambda raw: f'"{b64(raw)}"',
    "single quotes": lambda raw: f"'{b64(raw)}'",
    "bytes of Python": lambda raw: f"b'{b64(raw)}'",
    "base64 with its name": lambda raw: f"base64,{b64(raw)}",
    "a data URI without its scheme": lambda raw: f"application/pdf;base64,{b64(raw)}",
    "XML": lambda raw: f"<?xml version='1.0'?><a><No>7300412345678</No><Label>{b64(raw)}</Label></a>",
    "XML with CDATA": lambda raw: f"<a><url>https://x.example/{'1' * 20}</url><![CDATA[{b64(raw)}]]></a>",
    "hex digits": lambda raw: raw.hex(),
    "hex digits of a database": lambda raw: "\\x" + raw.hex().upper(),
    "hex digits in lines": lambda raw: "0x" + raw.hex("\n", 32),
    "gzip": lambda raw: b64(gzip.compress(raw)),
    "gzip of base64": lambda raw: b64(gzip.compress(b64(raw).encode())),
    "gzip as letters": lambda raw: gzip.compress(raw).decode("latin-1"),
    "zlib": lambda raw: b64(zlib.compress(raw)),
    "zip of one file": lambda raw: b64(zipped(("label.bin", raw), ("__MACOSX/._label", b"x"))),
    "a data URI": lambda raw: f"data:application/octet-stream;base64,{b64(raw)}",
    "a data URI with percent signs": lambda raw: f"data:x;base64,{quote(b64(raw), safe='')}",
    "a JSON string": lambda raw: json.dumps(b64(raw)),
    "a JSON string in a JSON string": lambda raw: json.dumps(json.dumps(b64(raw))),
    "a JSON list of one": lambda raw: json.dumps([b64(raw)]),
    "a JSON object": lambda raw: json.dumps({"type": "x", "label": {"format": "A6", "data": b64(raw)}}),
    "MIME": lambda raw: mime(raw).as_string(),
    "MIME without its head": lambda raw: mime(raw).as_string().partition("\n\n")[2],
    "MIME in bytes": lambda raw: b64(b"--b\r\nContent-Type: x/y\r\n\r\n" + raw + b"\r\n--b--\r\n"),
    "all of it": lambda raw: json.dumps([f"data:x;base64,{b64(gzip.compress(zipped(('a', raw))))}"]),
}


@pytest.mark.parametrize("wrap", WRAPPED.values(), ids=WRAPPED.keys())
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (LabelFormat.PDF, pdf),
        (LabelFormat.ZPL, ZPL.encode),
        (LabelFormat.PNG, partial(make_picture, 40, 60)),
        (LabelFormat.GIF, partial(make_picture, 40, 60, kind="GIF")),
        (LabelFormat.TIFF, partial(make_picture, 40, 60, kind="TIFF")),
        (LabelFormat.BMP, partial(make_picture, 40, 60, kind="BMP")),
        (LabelFormat.WEBP, partial(make_picture, 40, 60, kind="WEBP")),
    ],
)
def test_it_opens_what_labels_are_wrapped_in(
    wrap: Callable[[bytes], str], kind: LabelFormat, make: Callable[[], bytes]
) -> None:
    raw = make()
    found = detect(wrap(raw))
    assert (found.format, found.content, str(found.problem)) == (kind, raw, "")


ESCAPED: dict[str, tuple[str, str]] = {
    "line ends": ("^XA\\r\\n^FO9,9^FDa^FS\\r\\n^XZ\\r\\n", "^XA\r\n^FO9,9^FDa^FS\r\n^XZ\r\n"),
    "a hex sign": ("^XA^FO9,9^FH\\\\^FD\\\\C5^FS\\n^XZ", "^XA^FO9,9^FH\\^FD\\C5^FS\n^XZ"),
    "packed graphics": ("^XA^GFA,9,9,1,:Z64:eJ\\/=:00^FS^XZ", "^XA^GFA,9,9,1,:Z64:eJ/=:00^FS^XZ"),
    "signs": ("^XA^FD\\u003e:A\\/B\\u0026 \\ud83d\\ude9a^FS^XZ", "^XA^FD>:A/B& 🚚^FS^XZ"),
    "XML": ("^XA&#13;&#10;^FDA &amp; B^FS^XZ", "^XA\r\n^FDA & B^FS^XZ"),
    "XML in a barcode": ("^XA^BCN^FD&gt;:TEST&gt;51^FS^XZ", "^XA^BCN^FD>:TEST>51^FS^XZ"),
    "none": ("^XA^FO9,9^FB99,2^FDa\\&b &gt; \\n^FS^XZ", "^XA^FO9,9^FB99,2^FDa\\&b &gt; \\n^FS^XZ"),
}


@pytest.mark.parametrize(("text", "meant"), ESCAPED.values(), ids=ESCAPED.keys())
def test_it_undoes_what_zpl_was_escaped_for(text: str, meant: str) -> None:
    assert detect(text).content.decode() == meant


@pytest.mark.parametrize("code", ["utf-16", "utf-16-le", "utf-16-be"])
def test_it_opens_utf_16(code: str) -> None:
    found = detect(b64("^XA^FO9,9^FDŞiş^FS^XZ".encode(code)))
    assert (found.format, found.content.decode()) == (LabelFormat.ZPL, "^XA^FO9,9^FDŞiş^FS^XZ")


def test_it_opens_percent_signs() -> None:
    assert detect(quote("^XA^FO9,9^FDŞiş^FS^XZ")).content.decode() == "^XA^FO9,9^FDŞiş^FS^XZ"


@pytest.mark.parametrize("head", ["^GFB,6,6,1,", "^gf c,6,6,1,", "~DYR:A,B,G,6,1,", "~DYR:A,P,P,6,,\x89PNG"])
def test_it_keeps_the_count_of_binary_graphics(head: str) -> None:
    """Each byte came as a letter: in UTF-8 there would be more of them than the label says."""
    zpl = f"^XA^FO9,9{head}\xff\x81^~\xff\x80^FS^XZ"
    assert detect(zpl).content == zpl.encode("latin-1")


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "WEBP"])
def test_it_takes_bare_pictures_as_letters(kind: str) -> None:
    raw = make_picture(40, 60, kind=kind)
    found = detect(raw.decode("latin-1"))
    assert (found.format.value, found.content) == (kind.lower(), raw)


LISTS: dict[str, str] = {
    "ZPL": json.dumps([ZPL, OTHER]),
    "base64": json.dumps([b64(ZPL.encode()), b64(OTHER.encode())]),
    "objects": json.dumps([{"label": ZPL, "no": "1"}, {"label": OTHER, "no": "2"}]),
    "an object of a list": json.dumps({"count": 2, "labels": [ZPL, OTHER]}),
    "numbered": json.dumps({"label1": ZPL, "label2": OTHER, "url": "https://x.example/1"}),
    "a zip": b64(zipped(("1.zpl", ZPL.encode()), ("2.zpl", OTHER.encode()))),
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS.keys())
def test_it_keeps_all_labels_of_a_list(text: str) -> None:
    found = detect(text)
    assert found.format is LabelFormat.SEVERAL
    labels = [(LabelFormat.ZPL, ZPL.encode()), (LabelFormat.ZPL, OTHER.encode())]
    assert several.unpack(found.content) == labels


def test_it_keeps_all_labels_of_mime() -> None:
    found = detect(mime(ZPL.encode(), OTHER.encode()).as_string())
    assert several.unpack(found.content) == [(LabelFormat.ZPL, one.encode()) for one in (ZPL, OTHER)]


def test_it_takes_zpl_out_of_xml() -> None:
    zpl = "^XA^FO9,9^BCN,99^FD&gt;:TEST1&amp;2^FS^XZ"
    found = detect(f"<r><pdf>{b64(pdf())}</pdf></r>".replace("<pdf>", f"<zpl>{zpl}</zpl><pdf>"))
    assert (found.format, found.content) == (LabelFormat.ZPL, b"^XA^FO9,9^BCN,99^FD>:TEST1&2^FS^XZ")
    assert detect("<error><text>The address is invalid.</text></error>").problem.says(messages.CARRIER_WORDS)


def test_it_takes_one_form_of_a_label_in_two() -> None:
    found = detect(json.dumps({"zpl": ZPL, "pdf": b64(pdf()), "link": "https://x.example/1"}))
    assert (found.format, found.content) == (LabelFormat.ZPL, ZPL.encode())


def deep(times: int) -> str:
    text = ZPL
    for _ in range(times):
        text = b64(text.encode())
    return text


def bomb(times: int = 1) -> str:
    made = bytes(packs.MOST_BYTES + 1)
    for _ in range(times):
        made = gzip.compress(made, 9)
    return b64(made)


def locked() -> str:
    made = zipped(("a", pdf())).replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01")
    return b64(made.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"))


NESTED = "".join(f"--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n\n" for n in range(2000))
DEEP, LARGE = messages.TOO_DEEP(most=unwrap.MOST_DEPTH), messages.UNPACKED_TOO_LARGE(most=32)
MANY = messages.TOO_MANY_LABELS(most=50)
TRIES = packs.MOST_TRIES
UNOPENED: dict[str, tuple[Callable[[], str], Message]] = {
    "deep base64": (lambda: deep(unwrap.MOST_DEPTH + 1), DEEP),
    "deep JSON": (lambda: "[" * 100 + '"^XA^XZ"' + "]" * 100, DEEP),
    "endless JSON": (lambda: "[" * 100_000, DEEP),
    "a large gzip": (bomb, LARGE),
    "a large gzip in another": (lambda: bomb(2), LARGE),
    "a large file in a zip": (lambda: b64(zipped(("a", bytes(packs.MOST_BYTES + 1)))), LARGE),
    "a zip of many": (lambda: b64(zipped(*((str(n), bytes(10**6)) for n in range(40)))), LARGE),
    "many labels": (lambda: json.dumps([ZPL] * 51), MANY),
    "many texts": (
        lambda: json.dumps({str(n): "x" for n in range(TRIES)}),
        messages.TOO_MANY_TEXTS(most=TRIES),
    ),
    "a zip of many labels": (lambda: b64(zipped(*((str(n), ZPL.encode()) for n in range(51)))), MANY),
    "half a gzip": (lambda: b64(gzip.compress(pdf())[:-9]), messages.PACK_BROKEN()),
    "half a zip": (lambda: b64(zipped(("a", pdf()))[:-9]), messages.PACK_BROKEN()),
    "nested MIME": (lambda: NESTED, messages.PACK_BROKEN()),
    "a zip with a password": (locked, messages.PACK_LOCKED()),
    "a zip of LZMA": (
        lambda: b64(zipped(("a", pdf()), method=zipfile.ZIP_LZMA)),
        messages.PACK_LOCKED(),
    ),
    "one that is no label": (
        lambda: json.dumps([ZPL, "what is this?"]),
        messages.SOME_UNKNOWN(bad=1, count=2),
    ),
}


@pytest.mark.parametrize(("make", "problem"), UNOPENED.values(), ids=UNOPENED.keys())
def test_it_says_what_it_does_not_open(make: Callable[[], str], problem: Message) -> None:
    text = make()
    found = detect(text)
    assert (found.format, found.content.decode()) == (LabelFormat.UNKNOWN, text)
    assert found.problem == problem + messages.KEPT()


def test_it_opens_as_deep_as_it_says() -> None:
    assert detect(deep(unwrap.MOST_DEPTH)).format is LabelFormat.ZPL


@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"PK\x03\x04",
            b"\x1f\x8b",
            b"x\x9c",
            b"[",
            b'{"a":',
            b"data:",
            b"--b\nContent-Type: ",
            b"MIME-Version:",
        ]
    ),
)
def test_it_never_raises(raw: bytes, start: bytes) -> None:
    for text in (b64(start + raw), (start + raw).decode("latin-1")):
        assert detect(text).format in LabelFormat
