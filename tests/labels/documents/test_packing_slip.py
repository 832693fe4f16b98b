"""Packing slips: each on a page of its own, without prices unless they are asked for."""

from decimal import Decimal

import pytest

from packages_ui.labels.documents.contents import PackingSlip, Paper, SlipLine
from packages_ui.labels.documents.packing_slip import draw_packing_slips
from packages_ui.labels.documents.words import Language
from packages_ui.labels.errors import LabelError
from packages_ui.labels.read import read_barcodes
from tests.labels.documents.makers import HOSTILE, LANGUAGES, PAPERS, pages_of, text_of

SLIP = PackingSlip(
    package_number="2595053219001",
    order_number="2594887831001",
    name="Şükrü Öğünç İğdır",
    address_lines=("İnönü Caddesi No: 12", "34710 Kadıköy / İstanbul"),
    units=(SlipLine(product="AKN-TSHRT-RD", count=2, amount=Decimal("1234.50")),),
    gift_note="Doğum günün kutlu olsun!",
    currency="TRY",
    discount=Decimal(10),
    total=Decimal("1224.50"),
)
LONG = PackingSlip(
    package_number="2", units=tuple(SlipLine(product=f"P-{place}", count=1) for place in range(60))
)


@PAPERS
@LANGUAGES
def test_it_says_who_gets_what(paper: Paper, language: Language) -> None:
    pdf = draw_packing_slips([SLIP], paper=paper, language=language)
    assert read_barcodes(pdf) == ["2595053219001", "2594887831001"]
    text = text_of(pdf)
    for said in (SLIP.name, *SLIP.address_lines, "AKN-TSHRT-RD", SLIP.gift_note):
        assert said in text
    assert "TRY" not in text


@pytest.mark.parametrize(("language", "amounts"), [("tr", "1.234,50 TRY"), ("en", "1,234.50 TRY")])
def test_it_tells_amounts_where_they_are_asked_for(language: str, amounts: str) -> None:
    pdf = draw_packing_slips([SLIP], paper=Paper.A4, language=Language(language), with_prices=True)
    text = text_of(pdf)
    assert amounts in text
    assert "-10" in text


@PAPERS
def test_it_begins_each_slip_on_a_new_page_and_counts_its_own(paper: Paper) -> None:
    pages = pages_of(draw_packing_slips([LONG, SLIP], paper=paper, language=Language.EN))
    assert f"Page 1 of {len(pages) - 1}" in pages[0]
    assert SLIP.name in pages[-1]
    assert "P-59" not in pages[-1]


@PAPERS
def test_it_draws_hostile_text_as_text(paper: Paper) -> None:
    nasty = PackingSlip(
        package_number="PKĞ",
        name=HOSTILE,
        address_lines=(HOSTILE,),
        units=(SlipLine(product=HOSTILE, count=1),),
        gift_note=HOSTILE,
        currency=HOSTILE,
        total=Decimal(1),
    )
    pdf = draw_packing_slips([nasty], paper=paper, language=Language.TR, with_prices=True)
    assert read_barcodes(pdf) == ["PKĞ"]
    assert "<script>" in text_of(pdf)


def test_it_refuses_to_draw_nothing() -> None:
    with pytest.raises(LabelError):
        draw_packing_slips([], paper=Paper.A4, language=Language.EN)
