import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from packages_ui.labels.errors import LabelError
from packages_ui.labels.fit import fit
from packages_ui.labels.fonts import REGULAR
from packages_ui.labels.join import measure
from packages_ui.labels.own import draw_own_labels
from packages_ui.labels.papers import OwnLabel
from packages_ui.labels.read import read_barcodes
from packages_ui.labels.size import A4, A6, LABEL_100X100, LABEL_100X150, LABEL_104X120, LabelSize
from tests.labels.makers import darkness, look_at, text_of

LABEL = OwnLabel(
    package_number="2595053219311870",
    order_number="2594887831811953",
    barcode_text="7300412345678",
    name="Şükrü İğdirlioğlu",
    address_lines=("Kuşburnu Mah. Gülbahçe Sk. No: 12", "Öğretmenler Sitesi"),
    district="Göztepe",
    township="Kadıköy",
    city="İSTANBUL",
    postcode="34730",
    country="Türkiye",
    phone="+90 532 000 00 00",
    shipping_company="DHL",
    shipping_method="DHL - Standard",
    note="İyi ki doğdun, ÇÖŞÜĞ!",
)
HUGE = replace(
    LABEL,
    package_number="9" * 300,
    name="Ğ" * 300,
    address_lines=("kelime " * 200, "W" * 900, *["satır"] * 40),
    city="Ş" * 300,
    phone="1" * 300,
    shipping_company="Ç" * 300,
    note="not " * 300,
)
SIZES = [LABEL_100X150, LABEL_100X100, LABEL_104X120, A6, A4]


@pytest.mark.parametrize("size", SIZES)
def test_it_draws_a_page_of_the_size_asked_for(size: LabelSize) -> None:
    pdf = draw_own_labels([LABEL], size=size)
    assert measure(pdf) == [size]
    assert read_barcodes(pdf) == ["7300412345678"]


def test_it_writes_turkish_letters() -> None:
    (text,) = text_of(draw_own_labels([LABEL]))
    for part in ("Şükrü İğdirlioğlu", "Kuşburnu Mah. Gülbahçe", "Göztepe / Kadıköy / İSTANBUL", "ÇÖŞÜĞ"):
        assert part in " ".join(text.split())


def test_it_uses_only_its_own_fonts() -> None:
    reader = PdfReader(io.BytesIO(draw_own_labels([LABEL])))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index] # a page has resources
    assert all("Label" in font.get_object()["/BaseFont"] for font in fonts)


def test_it_draws_a_batch_in_order() -> None:
    labels = [replace(LABEL, barcode_text=f"T{number:04}") for number in (3, 1, 2)]
    assert read_barcodes(draw_own_labels(labels)) == ["T0003", "T0001", "T0002"]


def test_it_gives_equal_bytes_for_equal_labels() -> None:
    assert draw_own_labels([LABEL]) == draw_own_labels([LABEL])


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</style></p></section>",
        "<style>p{display:none}</style>",
        "&lt;b&gt; &amp;",
        '"><img src="file:///etc/passwd">',
        "^XZ^XA^FDx",
    ],
)
def test_it_writes_hostile_text_as_it_is(hostile: str) -> None:
    pdf = draw_own_labels(
        [replace(LABEL, name=hostile, note=hostile, address_lines=(hostile,), phone=hostile)]
    )
    assert "".join(hostile.split()) in "".join(text_of(pdf)[0].split())
    assert read_barcodes(pdf) == ["7300412345678"]


def test_it_drops_signs_that_cannot_be_seen() -> None:
    (text,) = text_of(draw_own_labels([replace(LABEL, name="Ali\x00\u202eVeli\x1b\n\tCan")]))
    assert "Ali Veli Can" in text


def test_it_composes_letters() -> None:
    (text,) = text_of(draw_own_labels([replace(LABEL, name="S\u0327u\u0308kru\u0308")]))
    assert "Şükrü" in text


@pytest.mark.parametrize("size", SIZES)
def test_it_keeps_huge_texts_in_their_boxes(size: LabelSize) -> None:
    pdf = draw_own_labels([HUGE], size=size)
    margins = ((0, 0, 0.015, 1), (0, 0, 1, 0.015), (0, 0.99, 1, 1), (0.985, 0, 1, 1))
    assert measure(pdf) == [size]
    assert read_barcodes(pdf) == ["7300412345678"]
    assert list(darkness(look_at(pdf), *margins)) == [0, 0, 0, 0]
    assert "…" in text_of(pdf)[0]


def test_it_draws_letters_that_it_has_no_font_for() -> None:
    assert read_barcodes(draw_own_labels([replace(LABEL, name="😀 漢字 العربية")])) == ["7300412345678"]


@pytest.mark.parametrize("text", ["A" * 60, "Şube-12345", "1" * 200])
def test_it_makes_a_qr_code_of_what_code_128_cannot_hold(text: str) -> None:
    assert read_barcodes(draw_own_labels([replace(LABEL, barcode_text=text)])) == [text]


@pytest.mark.parametrize("text", ["7", "1Z999AA10123456784", "00340434161094042557", "TR-2024/0001-XyZ.42"])
@pytest.mark.parametrize("size", [LABEL_100X150, LABEL_100X100])
def test_it_makes_barcodes_that_decode(text: str, size: LabelSize) -> None:
    assert read_barcodes(draw_own_labels([replace(LABEL, barcode_text=text)], size=size)) == [text]


def test_it_names_the_label_without_a_number() -> None:
    with pytest.raises(LabelError, match=r"^Label 2 could not be drawn") as caught:
        draw_own_labels([LABEL, replace(LABEL, barcode_text=" \n")])
    assert caught.value.position == 1


def test_it_refuses_to_draw_nothing() -> None:
    with pytest.raises(LabelError, match="no label"):
        draw_own_labels([])


def test_it_shows_the_company_once() -> None:
    (text,) = text_of(draw_own_labels([LABEL]))
    (other,) = text_of(draw_own_labels([replace(LABEL, shipping_method="Standard")]))
    assert "DHL - Standard" in text
    assert "DHL · Standard" in other
    assert text.count("DHL") == 1


def test_it_shrinks_before_it_cuts() -> None:
    texts = ["bir iki üç dört beş altı yedi"]
    wide = fit(texts, font=REGULAR, width_mm=90, height_mm=8, largest_pt=14, smallest_pt=6)
    narrow = fit(texts, font=REGULAR, width_mm=40, height_mm=8, largest_pt=14, smallest_pt=6)
    tiny = fit(texts, font=REGULAR, width_mm=12, height_mm=4, largest_pt=14, smallest_pt=6)
    assert (wide.size_pt, wide.lines) == (14, tuple(texts))
    assert 6 < narrow.size_pt < 14
    assert " ".join(narrow.lines) == texts[0]
    assert tiny.lines[-1].endswith("…")
