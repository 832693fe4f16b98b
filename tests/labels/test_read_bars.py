"""Bars that a label surely has are read first; where anything else may be on it, all is looked for."""

from typing import Any

import pytest
import zxingcpp

from packages_ui.labels.for_printer import to_zpl
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.zpl.draw import draw_zpl

ROLL = Media(LABEL_100X150, 203)
ONE = b"^FO260,300^BY2^BCN,160,Y,N,N^FDTEST12345678^FS"
OTHER = b"^FO260,600^BY2^B3N,N,100,Y,N^FDABC-123^FS"
TURNED = b"^FO100,600^BY2^BCR,100,N,N,N^FDTURNED1234^FS"
SQUARE = b"^FO260,700^BQN,2,6^FDQA,SQUARE-1234^FS"
PICTURE = b"^FO500,900^GFA,8,8,1,FFFFFFFFFFFFFFFF^FS"


def label(*fields: bytes) -> bytes:
    return b"^XA^PW800^LL1200" + b"".join(fields) + b"^XZ"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each look at a picture: whether it was for upright bars alone."""
    seen: list[bool] = []
    read = zxingcpp.read_barcodes

    def noted(image: Any, **how: Any) -> Any:
        seen.append("formats" in how)
        return read(image, **how)

    monkeypatch.setattr(zxingcpp, "read_barcodes", noted)
    return seen


@pytest.mark.parametrize(
    ("fields", "texts", "taken"),
    [
        ((ONE,), {"TEST12345678"}, [True]),
        ((ONE, OTHER), {"TEST12345678", "ABC-123"}, [True]),
        ((ONE, TURNED), {"TEST12345678", "TURNED1234"}, [True, False]),
        ((ONE, SQUARE), {"TEST12345678", "SQUARE-1234"}, [False]),
        ((ONE, PICTURE), {"TEST12345678"}, [False]),
    ],
)
def test_it_looks_for_all_that_may_be_there(
    looks: list[bool], fields: tuple[bytes, ...], texts: set[str], taken: list[bool]
) -> None:
    assert set(to_zpl(label(*fields), LabelFormat.ZPL, media=ROLL).barcodes) == texts
    assert looks == taken


@pytest.mark.parametrize(
    ("zpl", "bars"),
    [
        (label(ONE), 1),
        (label(ONE, OTHER), 2),
        (label(ONE, SQUARE), 0),
        (label(ONE, PICTURE), 0),
        (label(ONE) + label(OTHER), 0),
        (label(b"^FO9,9^A0N,40,40^FDno bars^FS"), 0),
        (b"~DGR:A.GRF,8,1,FFFFFFFFFFFFFFFF" + label(ONE, b"^FO9,9^XGR:A.GRF,1,1^FS"), 0),
    ],
)
def test_it_knows_how_many_bars_a_label_surely_has(zpl: bytes, bars: int) -> None:
    assert draw_zpl(zpl, size=LABEL_100X150).bars == bars
