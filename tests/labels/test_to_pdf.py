import pytest

from packages_ui.labels import limits
from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.join import measure
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.size import A4, A6, LABEL_100X150, LabelSize
from tests.labels.makers import make_locked_pdf, make_pdf, make_picture

DRAWABLE = [LabelFormat.PDF, LabelFormat.ZPL, LabelFormat.PNG, LabelFormat.JPEG, LabelFormat.HTML]


def test_it_passes_a_pdf_through() -> None:
    pdf = make_pdf(LABEL_100X150, A6)
    assert to_pdf(pdf, LabelFormat.PDF) is pdf


@pytest.mark.parametrize("format", [LabelFormat.UNKNOWN, LabelFormat.URL])
def test_it_refuses_what_is_no_label(format: LabelFormat) -> None:  # noqa: A002 - the field's word
    with pytest.raises(LabelError, match="carrier sent"):
        to_pdf(b"https://labels.example/", format)


@pytest.mark.parametrize("format", DRAWABLE)
def test_it_refuses_an_empty_label(format: LabelFormat) -> None:  # noqa: A002 - the field's word
    with pytest.raises(LabelError, match="empty"):
        to_pdf(b"", format)


@pytest.mark.parametrize("format", [f for f in DRAWABLE if f is not LabelFormat.HTML])
@pytest.mark.parametrize("content", [b"\0" * 100, b"label not ready", bytes(range(256)) * 9])
def test_it_raises_only_its_own_error(format: LabelFormat, content: bytes) -> None:  # noqa: A002 - the field's word
    with pytest.raises(LabelError, match=r"\.$"):
        to_pdf(content, format)


def test_it_refuses_too_many_bytes() -> None:
    with pytest.raises(LabelError, match="too large"):
        to_pdf(b"x" * (limits.MAX_BYTES + 1), LabelFormat.PDF)


def test_it_refuses_a_broken_pdf() -> None:
    pdf = make_pdf(LABEL_100X150)
    with pytest.raises(LabelError, match="broken"):
        to_pdf(pdf[:60], LabelFormat.PDF)


def test_it_refuses_a_locked_pdf() -> None:
    with pytest.raises(LabelError, match="password"):
        to_pdf(make_locked_pdf(password="secret"), LabelFormat.PDF)


def test_it_takes_a_pdf_that_opens_without_a_password() -> None:
    assert to_pdf(make_locked_pdf(password=""), LabelFormat.PDF)


def test_it_refuses_a_pdf_without_pages() -> None:
    with pytest.raises(LabelError, match="broken"):
        to_pdf(make_pdf(), LabelFormat.PDF)


def test_it_refuses_too_many_pages() -> None:
    with pytest.raises(LabelError, match="51 pages"):
        to_pdf(make_pdf(*[A6] * (limits.MAX_PAGES + 1)), LabelFormat.PDF)


@pytest.mark.parametrize("size", [LabelSize(100, 900), LabelSize(4, 100)])
def test_it_refuses_a_page_that_is_no_label(size: LabelSize) -> None:
    with pytest.raises(LabelError, match="not a label size"):
        to_pdf(make_pdf(A6, size), LabelFormat.PDF)


def test_it_uses_the_paper_asked_for() -> None:
    pdf = to_pdf(make_picture(200, 300), LabelFormat.PNG, size=A4)
    assert measure(pdf) == [A4]
