"""Words are found however they are written."""

import pytest

from packages_ui.codes.folding import digits_of, document, fold, marked, terms


@pytest.mark.parametrize("text", ["İZMİR", "IZMIR", "izmir", "ızmır", "İzmir", "i̇zmi̇r", " ızmir "])
def test_it_folds_every_i(text: str) -> None:
    assert fold(text) == "izmir"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ŞİŞLİ  Çarşı", "sisli carsi"),
        ("Göğüş ÜÇÖĞ", "gogus ucog"),
        ("Âlâ Kâğıt", "ala kagit"),
        ("Straße", "strasse"),
        ("AKN-KIRMIZI_42", "akn-kirmizi_42"),
        ("a\u200bb\tc", "ab c"),
        ("Иванов", "иванов"),
    ],
)
def test_it_folds_letters_and_keeps_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_it_keeps_each_part_once_and_no_more_than_the_most() -> None:
    assert document(["A", None, "", "a", "Ş"], most=10) == "a\ns"
    assert document(["12345", "6"], most=4) == "1234"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Yılmaz  İzmir", [("yilmaz",), ("izmir",)]),
        ('"Ayşe Yılmaz" aras', [("ayse yilmaz",), ("aras",)]),
        ('"open', [("open",)]),
        ('"" x', [("x",)]),
        ("0(532)123-45-67", [("0(532)123-45-67", "05321234567")]),
        ("4567", [("4567",)]),
        ("x x", [("x",)]),
        ("", []),
    ],
)
def test_it_reads_words_and_phrases(query: str, found: list[tuple[str, ...]]) -> None:
    assert terms(query) == found


def test_it_takes_no_more_words_than_it_can_look_for() -> None:
    assert len(terms(" ".join(map(str, range(50))))) == 8


def test_it_keeps_a_telephone_number_as_digits() -> None:
    assert digits_of("+90 (532) 123 45 67") == "905321234567"
    assert digits_of(None) == ""


def test_it_marks_what_was_found_in_the_text_as_it_is_written() -> None:
    assert list(marked("Ayşe IŞIK", terms("işık ay"))) == [
        ("Ay", True),
        ("şe ", False),
        ("IŞIK", True),
    ]
    assert list(marked("", terms("x"))) == []
    assert list(marked("İstanbul", terms("ist"))) == [("İst", True), ("anbul", False)]
