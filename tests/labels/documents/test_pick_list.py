"""Pick lists: what to fetch, then what goes where; on both papers, in both languages."""

import io
import re
from dataclasses import replace

from PIL import Image

from packages_ui.labels.documents.contents import Paper, PickGoods
from packages_ui.labels.documents.pick_list import draw_pick_list
from packages_ui.labels.documents.words import Language, words
from packages_ui.labels.read import read_barcodes
from tests.labels.documents.makers import (
    HOSTILE,
    LANGUAGES,
    PAPERS,
    package,
    pages_of,
    pick_list,
    sizes_of,
    text_of,
)


def drawn(
    *packages: object, paper: Paper = Paper.A4, language: Language = Language.EN, **fields: bool
) -> bytes:
    return draw_pick_list(pick_list(*packages, **fields), paper=paper, language=language)  # type: ignore[arg-type]


@PAPERS
@LANGUAGES
def test_it_bears_its_own_barcode_and_each_packages(paper: Paper, language: Language) -> None:
    pdf = drawn(*(package(place, "A", "B") for place in (1, 2, 3)), paper=paper, language=language)
    assert read_barcodes(pdf) == ["D12", *(f"25950532{place:06}" for place in (1, 2, 3))]
    assert sizes_of(pdf) == {(210, 297) if paper is Paper.A4 else (105, 148)}
    text = text_of(pdf)
    assert words(language).pick_list in text
    assert "15.01.2026 14:05 · Ayşe" in text


def test_it_counts_each_product_over_all_packages_sorted_as_people_look_for_them() -> None:
    text = text_of(drawn(package(1, "A-10", "A-2", "A-2"), package(2, "A-2", "Ş-1")))
    first = text[: text.index("By package")]
    assert re.findall(r"(\d+) ([AŞ]-\d+)", first.replace("\r\n", " ").replace("\n", " ")) == [
        ("3", "A-2"),
        ("1", "A-10"),
        ("1", "Ş-1"),
    ]
    assert "Packages: 2 · Units: 5" in first


def test_it_lists_the_packages_as_they_are_given() -> None:
    pdf = drawn(package(2, "A"), package(1, "A"), is_reversed=True)
    assert read_barcodes(pdf)[1:] == ["25950532000002", "25950532000001"]
    assert "reverse order" in text_of(pdf)


def test_it_marks_gifts_notes_and_manual_entry() -> None:
    pdf = drawn(package(1, "A", has_gift=True, has_note=True, is_manual=True), package(2, "A"))
    text = " ".join(text_of(pdf).split())
    assert text.count("GIFT · NOTE · MANUAL ENTRY") == 1
    assert text.count("GIFT") == 1


def test_it_names_what_could_not_be_read() -> None:
    text = text_of(drawn(package(1, "A"), package(2, problem="Seller Center lists no package 2.")))
    assert "missing on this list (1)" in text
    assert text.count("Seller Center lists no package 2.") == 2


@PAPERS
def test_it_numbers_its_pages_and_repeats_its_heads(paper: Paper) -> None:
    pages = pages_of(drawn(*(package(place, *"ABCDEFGH") for place in range(1, 61)), paper=paper))
    assert len(pages) > 5
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all("Product" in page for page in pages)


def test_it_cuts_no_package_over_two_pages() -> None:
    products = [f"P-{number}" for number in range(11)]
    for page in pages_of(drawn(*(package(place, *products) for place in range(1, 41))))[1:]:
        assert len(re.findall(r"№ \d+", page)) == page.count("P-10")


@PAPERS
@LANGUAGES
def test_it_draws_hostile_text_as_text(paper: Paper, language: Language) -> None:
    nasty = package(1, HOSTILE, number="ÇĞ<b>", order_number=HOSTILE, carrier=HOSTILE, has_gift=True)
    pdf = drawn(nasty, paper=paper, language=language)
    assert read_barcodes(pdf) == ["D12", "ÇĞ<b>"]
    assert "<script>" in text_of(pdf)


def test_it_gives_equal_bytes_for_equal_lists() -> None:
    assert drawn(package(1, "A")) == drawn(package(1, "A"))


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (144, 144), "red").save(out, "JPEG")
    return out.getvalue()


@PAPERS
def test_it_says_what_goods_are_called_and_shows_them(paper: Paper) -> None:
    goods = {
        "A-1": PickGoods(name="Gömlek", look="Kırmızı · M", picture=jpeg()),
        "A-2": PickGoods(name=HOSTILE, look=HOSTILE),
    }
    listed = replace(pick_list(package(1, "A-1", "A-2", "A-3")), goods=goods)
    pdf = draw_pick_list(listed, paper=paper, language=Language.EN)
    first, second = " ".join(text_of(pdf).split()).split("By package")
    assert "A-1 Gömlek · Kırmızı · M" in first
    assert "1 × A-1 · Kırmızı · M" in second
    assert pdf.count(b"/DCTDecode") == 1


def test_it_has_no_column_for_pictures_where_there_are_none() -> None:
    listed = replace(pick_list(package(1, "A-1")), goods={"A-1": PickGoods(name="Gömlek")})
    assert b"/Image" not in draw_pick_list(listed, paper=Paper.A4, language=Language.EN)


def test_it_walks_along_the_shelves() -> None:
    goods = {"X": PickGoods(shelf="A-10"), "Z": PickGoods(shelf="A-2"), "Y": PickGoods(shelf="b-1")}
    listed = replace(pick_list(package(1, "A", "X", "Y", "Z")), goods=goods)
    text = text_of(draw_pick_list(listed, paper=Paper.A4, language=Language.EN))
    first = " ".join(text[: text.index("By package")].split())
    assert "Product A-2 1 Z A-10 1 X b-1 1 Y 1 A" in first
