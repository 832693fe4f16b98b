"""From Seller Center's answer to paper, on every way: labels as carriers write them, each with its number."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from packages_ui.codes.numbers import matches
from packages_ui.labels.read import read_barcodes
from packages_ui.models import LabelBatch, PrintJob
from packages_ui.sandbox import label
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label_facts import LabelFacts
from packages_ui.sandbox.labels_untidy import UNTIDY, renumber
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services import label_files
from packages_ui.services.batches.fetch import fetch_labels
from packages_ui.services.batches.join import join_batch
from packages_ui.services.printing import ipp
from packages_ui.services.printing.ipp import IppConnection
from packages_ui.services.printing.raw import RawConnection
from tests.in_process import in_process
from tests.printers.ipp_printer import IppEvePrinter
from tests.services.batch_makers import batch_of, states
from tests.services.printing.makers import printer_of
from tests.services.printing.running import Running

State = PrintJob.State
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media", "unhurried"),
    pytest.mark.in_turn(one_in=2),
]
LEFT_OUT = re.compile(r"\[.*?\]")
BARS = "^FO60,300^BY3^BCN,160,Y,N,N^FD{}^FS"
# As they are sent to a ZPL printer but for what stands in brackets, which is left out.
AS_THEY_CAME = {
    "more parameters": "^XA^CF,0,0,0^MD30^PW799,9^CI13^LH0,20^FO60,60^A0N,40,40^FDALICI^FS" + BARS + "^XZ",
    "blanks": "^XA^LL 1199^PW 799\n^CF0, 40^FO 60, 60^FDALICI^FS" + BARS + "^XZ",
    "a remark behind a flag": "^XA\r\n; Kod\r\n^BY3,3,160^FO60,300^BCN,,Y,N\r\n;^FD{}^FS\r\n^XZ",
    "a block of no lines": "^XA^FO60,60^FB500,0,0,L^A0N,40,40^FDALICI^FS" + BARS + "^XZ",
    "a caret too many": "^XA^^FO60,60^A0N,40,40^FDALICI^FS^" + BARS + "^XZ",
    "begun twice": "^XA^LL1199\n^FX utf-8^FS ^CI28\n^XA^PON^FWN" + BARS + "^XZ",
    "ZPL II by name": "^XA^SZ2" + BARS + "^XZ",
    "a check digit of letters": "^XA^FO60,300^BY3^BCN,160,Y,N,Y,N^FDK-{}^FS^XZ",
    "small letters": "^xa^fo60,300^by3^bcn,160,y,n,n^fd{}^fs^xz",
    "an odd origin": "^XA^LH105,40^FO60,60^A0N,40,40^FDALICI^FS^FO0,300^BY3^BCN,160,N^FD{}^FS^XZ",
    "bitmap fonts": "^XA^CI28^FO40,40^AAN,24,10^FDSİPARİŞ^FS^FO40,90^ADN,36,20^FDğ^FS" + BARS + "^XZ",
    "upside down": "^XA^POI" + BARS + "^XZ",
    "no end of a field": "^XA^FO60,60^A0N,40,40^FDALICI" + BARS + "^XZ",
    "turned bars": "^XA^FO60,100^BY3^BCR,160,N^FWN^FD{}^FS^XZ",
    "settings of the printer": "[^XA~TA000~JSN^LT0^MNW~SD15^JUS^XZ]^XA[^MMT^PR6,6]^LRN"
    + BARS
    + "^PQ1,0,1,Y^XZ",
    "a line as long as it likes": "^XA^FO0,250^GB999,3,3^FS" + BARS + "^XZ",
}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ipp, "SEARCH_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(ipp, "POLL_SECONDS", 0.1)


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A package for each kind of label."""
    for kind, text in AS_THEY_CAME.items():
        bare = text.replace("[", "").replace("]", "")
        monkeypatch.setitem(UNTIDY, kind, partial(_filled, bare))
    with in_process(Sandbox(packages=120)) as sandbox:
        waiting = [one for one in sandbox.packages.values() if not one.method.manual and not one.oddity]
        made = dict(zip(UNTIDY, waiting, strict=False))
        kinds = {record.number: kind for kind, record in made.items()}
        monkeypatch.setattr(label, "kind_of", lambda record, **_: kinds[record.number])
        for kind, record in made.items():
            renumber(record, kind)
        yield made


def _filled(text: str, facts: LabelFacts) -> str:
    return text.format(facts.tracking_number)


def fetched(records: dict[str, Any], printer: Any) -> LabelBatch:
    batch = batch_of(*(record.number for record in records.values()), printer=printer)
    fetch_labels(on_settled=lambda batch_id: join_batch(batch_id=batch_id))
    batch.refresh_from_db()
    assert states(batch) == [State.READY] * len(records)
    return batch


def number_of(record: Any) -> str:
    return str(record.body["tracking_number"])


def expect_printed(batch: LabelBatch, records: dict[str, Any]) -> None:
    numbers = {record.number: kind for kind, record in records.items()}
    stuck = {
        numbers[job.package_number]: job.reason or job.question
        for job in batch.jobs.exclude(state=State.PRINTED)
    }
    assert stuck == {}


def test_it_makes_one_pdf_of_them(records: dict[str, Any]) -> None:
    batch = fetched(records, None)
    read = read_barcodes((label_files.root() / batch.pdf_path).read_bytes())
    assert batch.pdf_pages == len(records) + 1  # one makes two pieces
    missing = [kind for kind, record in records.items() if not matches(read, [number_of(record)])]
    assert missing == []


@pytest.mark.parametrize("dpi", [203, 300])
def test_it_prints_them_on_a_zpl_printer(records: dict[str, Any], dpi: int) -> None:
    with ZplPrinter() as peer:
        printer = printer_of(address=f"{peer.host}:{peer.port}", dpi=dpi, counts=True)
        batch = fetched(records, printer)
        Running(printer, RawConnection).wait()
        printed = list(peer.printed)
    expect_printed(batch, records)
    assert len(printed) == len(records) + 1
    sent = b"".join(printed)
    for kind, text in AS_THEY_CAME.items() if dpi == 203 else ():
        came = LEFT_OUT.sub("", text).format(number_of(records[kind]))
        assert came.encode() in sent, kind


def test_it_prints_them_on_a_printer_of_pages(records: dict[str, Any]) -> None:
    with IppEvePrinter() as peer:
        printer = printer_of("ipp", peer.uri)
        batch = fetched(records, printer)
        Running(printer, IppConnection).wait()
        printed = [pdf for _, pdf in peer.printed]
    expect_printed(batch, records)
    assert len(printed) == len(records)
    for (kind, record), pdf in zip(records.items(), printed, strict=True):
        assert matches(read_barcodes(pdf), [number_of(record)]), kind
