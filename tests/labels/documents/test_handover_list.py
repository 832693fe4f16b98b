"""Handover lists: every parcel can be scanned, and both sign."""

from packages_ui.labels.documents.contents import HandoverList, Paper, Parcel
from packages_ui.labels.documents.handover_list import draw_handover_list
from packages_ui.labels.documents.words import Language, words
from packages_ui.labels.read import read_barcodes
from tests.labels.documents.makers import AT, HOSTILE, LANGUAGES, PAPERS, pages_of, text_of

PARCELS = tuple(
    Parcel(
        package_number=f"25950532{place:06}", tracking_number="" if place % 7 == 0 else f"JD0146{place:010}"
    )
    for place in range(40)
)


def handover(*parcels: Parcel, company: str = "Yurtiçi Kargo") -> HandoverList:
    return HandoverList(code="D77", company=company, at=AT, station="Masa 1", who="Ayşe", parcels=parcels)


@PAPERS
@LANGUAGES
def test_it_bears_every_parcels_number_to_scan(paper: Paper, language: Language) -> None:
    pdf = draw_handover_list(handover(*PARCELS), paper=paper, language=language)
    codes = [parcel.tracking_number or parcel.package_number for parcel in PARCELS]
    assert sorted(read_barcodes(pdf)) == sorted(["D77", *codes])
    text = text_of(pdf)
    assert all(parcel.package_number in text for parcel in PARCELS)
    assert words(language).parcels.format(40) in text
    assert all(said in text for said in ("Yurtiçi Kargo", "Masa 1", "Ayşe", "15.01.2026 14:05"))


@PAPERS
def test_it_keeps_the_lines_for_both_signatures_together(paper: Paper) -> None:
    for count in (1, 3, 4, 5, 8, 9, 10, 11, 12):
        pdf = draw_handover_list(handover(*PARCELS[:count]), paper=paper, language=Language.EN)
        last = pages_of(pdf)[-1]
        assert last.count("Signature") == 2
        assert last.count("License plate") == 1
        assert last.count("Taken over by the driver") == 1


@PAPERS
def test_it_draws_hostile_text_as_text(paper: Paper) -> None:
    nasty = Parcel(package_number="Ğ" * 40, tracking_number=HOSTILE[:60])
    pdf = draw_handover_list(handover(nasty, company=HOSTILE), paper=paper, language=Language.TR)
    assert read_barcodes(pdf)[0] == "D77"
    assert "<script>" in text_of(pdf)
