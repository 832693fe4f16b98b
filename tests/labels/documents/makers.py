"""What the tests of documents share: papers, hostile text, what a PDF says."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import pypdfium2
import pytest

from packages_ui.labels.documents.contents import Count, Paper, PickList, PickPackage
from packages_ui.labels.documents.words import Language

HOSTILE = '<script>alert("1")</script><img src="http://192.0.2.1/x.png"> & \x00\x07\u202e' + "W" * 300
AT = datetime(2026, 1, 15, 14, 5)  # noqa: DTZ001 - as it stands on paper
PAPERS = pytest.mark.parametrize("paper", list(Paper), ids=str)
T = TypeVar("T", bound=Callable[..., None])


def LANGUAGES(test: T) -> T:  # noqa: N802 - stands where a mark does
    """One with each commit, as to draw and read a page takes long."""
    in_each = pytest.mark.parametrize("language", list(Language), ids=str)
    marked: T = pytest.mark.in_turn("language")(in_each(test))
    return marked


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def sizes_of(pdf: bytes) -> set[tuple[int, int]]:
    """In millimetres."""
    document = pypdfium2.PdfDocument(pdf)
    return {(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in document}


def package(position: int, *products: str, **fields: object) -> PickPackage:
    units = tuple(Count(product=product, count=products.count(product)) for product in sorted(set(products)))
    given: dict[str, object] = {"position": position, "number": f"25950532{position:06}", "units": units}
    return PickPackage(**{**given, **fields})  # type: ignore[arg-type] # fields are the class's own


def pick_list(*packages: PickPackage, is_reversed: bool = False) -> PickList:
    return PickList(code="D12", at=AT, who="Ayşe", packages=packages, is_reversed=is_reversed)
