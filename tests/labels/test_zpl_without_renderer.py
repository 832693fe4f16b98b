"""zplkit's licence is not for everybody: all but drawing ZPL works without it."""

import subprocess
import sys

import pytest

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_pages, to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.size import LABEL_100X150
from tests.labels.makers import make_picture

ZPL = b"^XA^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS^XZ"
ROLL = Media(LABEL_100X150, 203)
LOADED = "import packages_ui.drawing.work, sys; sys.exit('zplkit' in sys.modules)"


@pytest.fixture
def _without(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "zplkit"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "zplkit", None)


@pytest.mark.usefixtures("_without")
def test_it_sends_zpl_unread() -> None:
    printable = to_zpl(ZPL, LabelFormat.ZPL, media=ROLL)
    assert ZPL in printable.content
    assert (printable.pieces, printable.is_read) == (1, False)


@pytest.mark.usefixtures("_without")
def test_it_says_what_is_missing() -> None:
    for draw in (lambda: to_pdf(ZPL, LabelFormat.ZPL), lambda: to_pages(ZPL, LabelFormat.ZPL, media=ROLL)):
        with pytest.raises(LabelError, match="Print it on a ZPL printer"):
            draw()


@pytest.mark.usefixtures("_without")
def test_it_draws_all_else() -> None:
    assert to_zpl(make_picture(400, 600), LabelFormat.PNG, media=ROLL).pieces == 1


def test_it_is_loaded_where_a_label_is_drawn_only() -> None:
    assert subprocess.run([sys.executable, "-c", LOADED], check=False).returncode == 0
