"""Labels as real carriers send them: each prints, and each parcel can be packed by what its label says."""

from functools import cache

import httpx
import pytest

from packages_ui.codes.numbers import matches
from packages_ui.labels.detect import detect
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import kind_of
from packages_ui.sandbox.label_facts import LabelFacts, facts_of
from packages_ui.sandbox.labels_untidy import KINDS, UNTIDY
from packages_ui.sandbox.records import Record
from tests.sandbox.conftest import KEY

DRAWN_AT_203 = {"zpl-300dpi", "zpl-long", "pdf-lines", "pdf-uri", "pdf-gzip"}


@cache
def sandbox() -> Sandbox:
    return Sandbox(packages=900, untidy=True)


def of_kind(kind: str) -> list[Record]:
    records = [one for one in sandbox().packages.values() if kind_of(one, untidy=True) == kind]
    assert len(records) >= 2
    return records


def facts(kind: str) -> LabelFacts:
    return facts_of(of_kind(kind)[0])


def test_it_sends_every_kind_among_tidy_ones() -> None:
    named = {kind for kinds in KINDS.values() for kind in kinds}
    assert named > UNTIDY.keys()
    for kind in named:
        of_kind(kind)


@pytest.mark.parametrize("kind", UNTIDY)
def test_it_can_be_printed_and_read_on_every_way(kind: str) -> None:
    found, number = detect(UNTIDY[kind](facts(kind))), facts(kind).tracking_number
    for dpi in (203, 300):
        media = Media(LABEL_100X150, dpi)
        printable = to_zpl(found.content, found.format, media=media)
        assert matches(printable.barcodes, [number]), (dpi, printable.barcodes)
        assert (printable.is_read, str(printable.doubt)) == (True, "")
        assert printable.pieces == (2 if kind == "zpl-twice" else 1)
        if dpi == 203:
            assert bool(printable.drawn) == (kind in DRAWN_AT_203)
        page = to_pages(found.content, found.format, media=media)
        assert matches(page.barcodes, [number]), page.barcodes
        assert (str(page.doubt), str(page.note)) == ("", "")


def test_it_answers_them_over_the_api_and_keeps_tidy_ones_elsewhere() -> None:
    number = of_kind("zpl-json")[0].number
    answers = []
    for app in (sandbox(), Sandbox(packages=900)):
        transport = httpx.WSGITransport(app=app)
        with httpx.Client(transport=transport, base_url="http://sandbox.test", headers=KEY) as client:
            answers.append(client.get(f"/api/i2/packages/{number}/label/").json()["data"])
    assert "\\u003e:" in answers[0]
    assert answers[1].startswith("^CI28\r\n^XA")


@pytest.mark.parametrize(
    ("kind", "length"), [("zpl-ups", 18), ("zpl-fedex", 12), ("zpl-usps", 22), ("zpl-sscc", 18)]
)
def test_it_numbers_parcels_as_their_carrier_does(kind: str, length: int) -> None:
    one, two = (str(record.body["tracking_number"]) for record in of_kind(kind)[:2])
    assert one != two
    assert len(one) == len(two) == length


@pytest.mark.parametrize("kind", UNTIDY)
def test_it_draws_whatever_number_somebody_types(kind: str) -> None:
    odd = LabelFacts("1", "2", "A^~_>|ş 7", 1, "Şirket", ("Çağla ^XZ",), 1)
    if kind.startswith("zpl"):
        found = detect(UNTIDY[kind](odd))
        assert to_zpl(found.content, found.format, media=Media(LABEL_100X150, 203)).pieces
