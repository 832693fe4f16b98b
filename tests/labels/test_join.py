import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from packages_ui.labels.errors import LabelError
from packages_ui.labels.join import join, measure
from packages_ui.labels.preview import preview
from packages_ui.labels.size import A4, A6, LABEL_100X100, LABEL_100X150, LABEL_104X120, LabelSize
from tests.labels.makers import make_locked_pdf, make_pdf


def test_it_keeps_order_sizes_and_turns(tmp_path: Path) -> None:
    into = tmp_path / "labels.pdf"
    parts = [make_pdf(LABEL_100X150), make_pdf(A6, A4), make_pdf(LABEL_104X120, rotate=90)]
    assert join(parts, into) == 4
    assert measure(into.read_bytes()) == [LABEL_100X150, A6, A4, LABEL_104X120.turned()]


def test_it_joins_many_in_order() -> None:
    sizes = [LabelSize(100, 50 + number) for number in range(200)]
    into = io.BytesIO()
    assert join((make_pdf(size) for size in sizes), into) == 200
    assert measure_all(into.getvalue()) == [size.height_mm for size in sizes]


def measure_all(pdf: bytes) -> list[float]:
    from pypdf import PdfReader  # noqa: PLC0415 - a second opinion, and no limit on pages

    return [round(float(page.mediabox.height) / 72 * 25.4) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_it_takes_files(tmp_path: Path) -> None:
    one = tmp_path / "one.pdf"
    one.write_bytes(make_pdf(A6))
    assert join([one, make_pdf(A4), one], tmp_path / "labels.pdf") == 3


BAD: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no pdf": lambda: b"no pdf",
    "half": lambda: make_pdf(A6)[:80],
    "locked": lambda: make_locked_pdf(password="x"),
}


@pytest.mark.parametrize("bad", BAD)
def test_it_names_the_label_that_is_bad(bad: str, tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r"^Label 2 could not be joined\.") as caught:
        join([make_pdf(A6), BAD[bad](), make_pdf(A4)], tmp_path / "labels.pdf")
    assert caught.value.position == 1
    assert list(tmp_path.iterdir()) == []


def test_it_names_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="cannot be read"):
        join([tmp_path / "gone.pdf"], tmp_path / "labels.pdf")


def test_it_refuses_to_join_nothing(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no label to join"):
        join([], tmp_path / "labels.pdf")


def test_it_keeps_the_old_file_when_it_fails(tmp_path: Path) -> None:
    into = tmp_path / "labels.pdf"
    into.write_bytes(b"old")
    with pytest.raises(LabelError):
        join([b"no pdf"], into)
    assert into.read_bytes() == b"old"


def test_it_works_beside_other_threads() -> None:
    pdf, errors = make_pdf(LABEL_100X100), list[BaseException]()

    def work() -> None:
        try:
            for _ in range(20):
                join([pdf] * 5, io.BytesIO())
                preview(pdf, width_px=50)
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
