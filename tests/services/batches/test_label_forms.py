"""Labels in every form, the whole path: what Seller Center answers, the batch's PDF, a label printer's bytes,
an IPP printer's pages."""

import base64
import gzip
import io
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from packages_ui.labels.join import measure
from packages_ui.labels.preview import preview
from packages_ui.labels.read import read_barcodes
from packages_ui.messages import batches as batch_messages
from packages_ui.messages import labels as messages
from packages_ui.messages.message import Message
from packages_ui.models import CarrierDpi, Label, LabelBatch, Printer, PrintJob
from packages_ui.sandbox import label as sandbox_label
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.services import label_files
from packages_ui.services.batches import batches, fetched
from packages_ui.services.batches.fetch import fetch_labels, wanted
from packages_ui.services.batches.join import join_batch, pages
from packages_ui.services.client import seller_center
from packages_ui.services.packages import package_cache
from packages_ui.services.printing.carrier_dpi import made_for, set_dpi
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.services.printing.raw import RawConnection
from packages_ui.services.sweep import sweep
from tests.labels.makers import make_html
from tests.labels.sheet_makers import behind, four, label_pdf, paper_pdf, sheet, with_unit
from tests.labels.test_epl import LABEL as EPL
from tests.services.batch_makers import batch_of, label_of, person, states
from tests.services.printing.makers import printer_of

State = PrintJob.State
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
Answering = Callable[[Any], str]


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.fixture
def answering(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Have Seller Center answer that as a label's data; the number of the package."""
    (number, *_) = (number for number, record in sandbox.packages.items() if kind_of(record) == "zpl")

    def answer(data: Any) -> str:
        monkeypatch.setitem(sandbox_label.DRAWN, "zpl", lambda _facts: data)
        sandbox.packages[number].revision += 1  # else it gives what it has drawn before
        return str(number)

    return answer


def fetch(number: str) -> LabelBatch:
    batch = batch_of(number)
    fetch_labels(on_settled=lambda _id: None)
    return batch


def picture(kind: str, *codes: str) -> bytes:
    drawn = [Image.open(io.BytesIO(preview(label_pdf(code), width_px=799))).convert("L") for code in codes]
    out = io.BytesIO()
    if len(drawn) > 1:
        drawn[0].save(out, kind, save_all=True, append_images=drawn[1:])
    else:
        drawn[0].convert("RGB").save(out, kind)
    return out.getvalue()


ONE, TWO, THREE, FOUR = (f"TEST0000000{number}" for number in (1, 2, 3, 4))
ZPL = "^XA^PW800^LL1200^FO60,300^BY3^BCN,160,Y,N,N^FD{}^FS^XZ"
FORMS: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "base64 for addresses": (lambda: base64.urlsafe_b64encode(label_pdf(ONE)).decode().rstrip("="), [ONE]),
    "base64 twice": (lambda: b64(b64(label_pdf(ONE)).encode()), [ONE]),
    "gzip": (lambda: b64(gzip.compress(label_pdf(ONE))), [ONE]),
    "escapes of JSON": (lambda: r"^XA\r\n^FO60,300^BY3^BCN,160,Y,N,N^FD\u003e:TEST00000001^FS\r\n^XZ", [ONE]),
    "a list in JSON text": (lambda: json.dumps([ZPL.format(ONE), ZPL.format(TWO)]), [ONE, TWO]),
    "a list": (lambda: [ZPL.format(ONE), b64(label_pdf(TWO))], [ONE, TWO]),
    "an object": (
        lambda: {"labels": [{"data": b64(label_pdf(ONE))}, {"data": b64(label_pdf(TWO))}]},
        [ONE, TWO],
    ),
    "gif": (lambda: b64(picture("GIF", ONE)), [ONE]),
    "tiff of two": (lambda: b64(picture("TIFF", ONE, TWO)), [ONE, TWO]),
    "bmp": (lambda: b64(picture("BMP", ONE)), [ONE]),
    "webp": (lambda: b64(picture("WEBP", ONE)), [ONE]),
    "a4 with one": (lambda: b64(sheet((label_pdf(ONE), 0, 0))), [ONE]),
    "a4 with four": (lambda: b64(four(ONE, TWO, THREE, FOUR)), [ONE, TWO, THREE, FOUR]),
    "a unit": (lambda: b64(with_unit(label_pdf(ONE), 2.0)), [ONE]),
    "html round an svg": (lambda: make_html("KARGO", barcode=ONE).partition("<body>")[2], [ONE]),
    **{
        f"zpl with {what}": (partial(ZPL.format(ONE).replace, old, new), [ONE])
        for what, (old, new) in {
            "extra parameters": ("^BY3", "^PR4,4,4,9^BY3,3,160,1"),
            "spaces before numbers": ("^FO60,300", "^FO 60, 300"),
            "a comment behind a flag": ("N,N^FD", "N,N - no check^FD"),
            "a caret twice": ("^FO60", "^^FO60"),
            "two beginnings": ("^XA", "^XA\n^XA"),
            "language 2": ("^XA", "^XA^SZ2"),
            "a block of no lines": ("^FO60", "^FO60,60^A0N,40,40^FB400,0,0,L^FDHello^FS^FO60"),
            "a UCC check of letters": ("Y,N,N", "Y,N,Y"),
            "another origin": ("^FO60,300", "^LH20,0^FO40,300"),
            "its own prefix": ("^FO60,300", "^CC+^+FO60,300+CC^"),
            "Turkish letters in bitmap fonts": ("^FO60", "^FO60,60^AFN,26,13^FDŞükrü Çığ^FS^FO60"),
        }.items()
    },
    "zpl that counts on": (
        lambda: "^XA^PW800^LL1200^FO60,300^BY3^BCN,160,Y,N,N^SNTEST00000001,1,Y^FS^PQ2^XZ",
        [ONE, TWO],
    ),
    "a counting pixel": (
        lambda: make_html('<img src="https://x.example/1.gif" width=1 height=1>', barcode=ONE),
        [ONE],
    ),
}


@pytest.mark.parametrize(("make", "codes"), FORMS.values(), ids=FORMS.keys())
def test_it_comes_out_on_every_way(answering: Answering, make: Callable[[], Any], codes: list[str]) -> None:
    batch = fetch(answering(make()))
    assert states(batch) == [State.READY]
    assert join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    pdf = (label_files.root() / batch.pdf_path).read_bytes()
    assert (batch.pdf_pages, read_barcodes(pdf)) == (len(codes), codes)
    assert max(max(size.width_mm, size.height_mm) for size in measure(pdf)) < 160
    label = Label.objects.get(jobs__batch=batch)
    content = label_files.load(label.path, digest=label.sha256)
    raw = RawConnection(printer_of()).prepare(content, label.format)
    page = IppConnection(printer_of("ipp", "ipp://127.0.0.1/ipp/print")).prepare(content, label.format)
    for printable in (raw, page):
        assert (printable.pieces, list(printable.barcodes)) == (len(codes), codes)
        assert (str(printable.note), str(printable.doubt)) == ("", "")
    assert raw.content.startswith(b"^XA")
    assert len(measure(page.content)) == len(codes)


def test_it_sends_epl_to_a_printer_that_speaks_it_alone(answering: Answering) -> None:
    batch = fetch(answering(b64(EPL)))
    assert not join_batch(batch_id=batch.pk)
    assert batch.jobs.get().reason == messages.EPL_NO_PREVIEW()
    label = Label.objects.get(jobs__batch=batch)
    assert label.format == "epl"
    content = label_files.load(label.path, digest=label.sha256)
    assert EPL in RawConnection(printer_of(language=Printer.Language.BOTH)).prepare(content, "epl").content


PENDING: list[Any] = [None, {}, [], "null", {"status": "PENDING"}, "label not ready", "Etiket hazır değil"]


@pytest.mark.parametrize("data", PENDING)
def test_it_asks_again_by_itself_for_a_label_that_is_not_ready(answering: Answering, data: Any) -> None:
    batch = fetch(answering(data))
    job = batch.jobs.get()
    assert (job.state, job.reason, job.claim, job.label) == (State.WANTED, messages.NOT_READY(), "", None)
    assert job.due_at
    assert job.due_at > timezone.now()
    assert not wanted().exists()
    assert sweep().fetchers == 0
    PrintJob.objects.update(due_at=timezone.now())
    assert sweep().fetchers == 1
    answering(ZPL.format(ONE))
    fetch_labels(on_settled=lambda _id: None)
    job.refresh_from_db()
    assert (job.state, str(job.reason)) == (State.READY, "")


def test_it_asks_more_and_more_seldom(answering: Answering) -> None:
    batch = fetch(answering("null"))
    for waited, pause in ((0, 5), (20, 10), (60, 30), (200, 60)):
        now = timezone.now()
        PrintJob.objects.update(due_at=now, wanted_at=now - timedelta(seconds=waited))
        fetch_labels(on_settled=lambda _id: None)
        due_at = batch.jobs.get().due_at
        assert due_at
        spent = timezone.now() - now  # by this machine, and waited as well
        assert timedelta(0) <= due_at - now - timedelta(seconds=pause) <= 2 * spent


def test_it_gives_up_a_label_that_is_never_made(answering: Answering) -> None:
    number = answering({"status": "PENDING"})
    batch = batch_of(number)
    PrintJob.objects.update(wanted_at=timezone.now() - fetched.GIVE_UP_ON_CARRIER)
    fetch_labels(on_settled=lambda _id: None)
    job = batch.jobs.get()
    assert (job.state, job.reason, job.retryable) == (State.FAILED, batch_messages.NEVER_MADE(), True)
    answering(ZPL.format(ONE))
    assert batches.retry(batch=batch) == 1
    fetch_labels(on_settled=lambda _id: None)
    assert states(batch) == [State.READY]


def test_it_does_not_stop_for_labels_that_are_not_ready(answering: Answering, sandbox: Sandbox) -> None:
    answering("null")
    numbers = [number for number, record in sandbox.packages.items() if kind_of(record) == "zpl"]
    others = [number for number, record in sandbox.packages.items() if kind_of(record) == "pdf"][:2]
    batch = batch_of(*numbers, *others)
    assert fetch_labels(on_settled=lambda _id: None) is False
    assert states(batch) == [State.WANTED] * len(numbers) + [State.READY] * len(others)


def test_it_says_that_a_label_is_empty(answering: Answering) -> None:
    job = fetch(answering("")).jobs.get()
    assert (job.state, job.reason, job.label, job.retryable) == (
        State.FAILED,
        messages.NO_ANSWER_LABEL(),
        None,
        True,
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Error: address not found", messages.CARRIER_WORDS(words="Error: address not found")),
        ({"error": "no such postcode"}, messages.CARRIER_WORDS(words="no such postcode")),
        ("<html><title>502 Bad Gateway</title></html>", messages.CARRIER_PAGE(words="502 Bad Gateway")),
        (b64(b"\1\2\3\4"), batch_messages.UNRECOGNISED()),
    ],
)
def test_it_says_what_came_instead_and_keeps_it(answering: Answering, data: Any, reason: Message) -> None:
    job = fetch(answering(data)).jobs.get()
    assert job.state == State.FAILED
    assert job.reason == reason
    assert job.label
    kept = label_files.load(job.label.path, digest=job.label.sha256).decode()
    assert kept == (data if isinstance(data, str) else json.dumps(data, separators=(",", ":")))


FINE = "^XA^FO60,300^BY4^BCN,160,Y,N,N^FDTEST00000001^FS^XZ"  # would be on 203 dpi paper too


def test_it_takes_a_shipping_companys_labels_for_made_for_its_dpi() -> None:
    label = label_of("1", FINE.encode())
    Label.objects.filter(pk=label.pk).update(carrier="Fine Kargo", format="zpl", pages_path="old.pdf")
    assert set_dpi(carrier="Fine Kargo", dpi=300, user_id=person().pk)
    label.refresh_from_db()
    assert (made_for(carrier="Fine Kargo"), made_for(carrier="Other"), label.pages_path) == (300, 0, "")
    path = pages(label, made_for=300)
    (size,) = measure((label_files.root() / path).read_bytes())
    assert (round(size.width_mm), round(size.height_mm)) == (100, 150)
    for dpi, is_as_it_came in ((203, False), (300, True)):
        printable = RawConnection(printer_of(dpi=dpi)).prepare(FINE.encode(), "zpl", made_for=300)
        assert (FINE.encode() in printable.content) is is_as_it_came
        assert printable.barcodes == ("TEST00000001",)


def test_it_believes_a_label_that_says_what_it_is_made_for() -> None:
    told = FINE.replace("^XA", "^XA^PW799")
    printable = RawConnection(printer_of(dpi=203)).prepare(told.encode(), "zpl", made_for=300)
    assert told.encode() in printable.content


def test_it_forgets_what_a_shipping_company_makes_labels_for() -> None:
    set_dpi(carrier="Fine Kargo", dpi=300, user_id=None)
    assert not set_dpi(carrier="Fine Kargo", dpi=300, user_id=None)
    assert set_dpi(carrier="Fine Kargo", dpi=None, user_id=None)
    assert not CarrierDpi.objects.exists()


def test_it_notes_whose_label_it_is(answering: Answering, sandbox: Sandbox) -> None:
    number = answering(ZPL.format(ONE))
    package = seller_center().get_package(number)
    assert package
    package_cache.note([package])
    batch = fetch(number)
    assert Label.objects.get(jobs__batch=batch).carrier == package_cache.carrier_of(package) != ""


def test_it_says_what_came_behind_a_label(answering: Answering) -> None:
    batch = fetch(answering(b64(behind(label_pdf(ONE), paper_pdf(), paper_pdf()))))
    assert join_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.pdf_pages, str(batch.jobs.get().warning)) == (3, "2 A4 pages came with the label.")
