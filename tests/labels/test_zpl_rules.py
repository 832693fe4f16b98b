"""What a carrier's ZPL may bring to a printer, and what not."""

import pytest

from packages_ui.labels.errors import LabelError
from packages_ui.labels.zpl.rules import FORBIDDEN, check_zpl, leaves_nothing

ONE = b"^XA^FO1,1^FDhi^FS^XZ"
DRIVER = b"CT~~CD,~CC^~CT~\r\n^XA~TA000~JSN^LT0^MNW^MTT^PON^PMN^LH0,0^JMA^PR4,4~SD15^LRN^CI0^XZ\r\n"


@pytest.mark.parametrize(
    ("zpl", "pieces"),
    [
        (ONE, 1),
        (b"^CI28\r\n" + ONE + ONE, 2),
        (b"^XA^PQ3,0,1,Y^FO1,1^FDhi^FS^XZ" + ONE, 4),
        (b"~DGR:A.GRF,2,1,FFFF^XA^XGR:A.GRF^FS^XZ", 1),
        (b"^XA^IDR:*.GRF^FS^XZ" + ONE, 1),
        (b"^XA^MNN^MTT^PR4^MD10^LH0,0^FO1,1^GB10,10,10^FS^XZ", 1),
        (ONE + b"\\r\\n", 1),
        (DRIVER + ONE, 1),
        (b"^XA^DFR:A.ZPL^FO1,1^FDhi^FS^FO9,9^FN1^FS^XZ^XA^XFR:A.ZPL^FN1^FDho^FS^XZ", 1),
        (b"^XA^DFR:A.ZPL^FO1,1^FDhi^FS^XZ^XA^XFR:A.ZPL^FS^XZ", 1),
        (b"^XA^FDDikkat! Umit Get^FS^XZ", 1),
    ],
)
def test_it_counts_the_pieces_of_paper(zpl: bytes, pieces: int) -> None:
    assert check_zpl(zpl) == pieces


@pytest.mark.parametrize(
    "zpl",
    [
        b"^XA^FO1,1^FDhi^FS",
        ONE + b"^XA",
        ONE + b"^X",
        b"^XA^FO1,1^GFA,10,10,1,FF",
        b"^XA^FDhi\x03^FS^XZ",
        b"\x02" + ONE,
    ],
)
def test_it_refuses_what_would_swallow_the_next_label(zpl: bytes) -> None:
    with pytest.raises(LabelError, match=r"whole|broken"):
        check_zpl(zpl)


@pytest.mark.parametrize("command", sorted(FORBIDDEN))
def test_it_refuses_what_changes_the_printer(command: str) -> None:
    with pytest.raises(LabelError, match="was not sent"):
        check_zpl(b"^XA" + command.encode() + b"F^FO1,1^FDhi^FS^XZ")


@pytest.mark.parametrize(
    "zpl",
    [
        b"^XA^NSa,1.2.3.4^XZ",
        b"~NC001",
        b'^XZ! U1 setvar "device.reset" ""\r\n',
        b'{}{"device.reset":""}',
        b"! 0 200 200 210 1\r\nFORM\r\nPRINT\r\n",
    ],
)
def test_it_refuses_the_network_and_other_languages(zpl: bytes) -> None:
    with pytest.raises(LabelError, match="was not sent"):
        check_zpl(ONE + zpl)


def test_it_refuses_a_roll_full_of_one_label() -> None:
    with pytest.raises(LabelError, match="999 pieces"):
        check_zpl(b"^XA^PQ999^FO1,1^FDhi^FS^XZ")


@pytest.mark.parametrize("command", [b"^JUS", b"^MCN", b"^IDE:*.*^FS", b"^IDE:*.GRF^FS", b"^LT-012", b"^LS8"])
def test_it_keeps_from_the_printer_what_would_stay_there(command: bytes) -> None:
    zpl = b"^XA" + command + b"^XZ" + ONE
    assert check_zpl(zpl) == 1
    assert not leaves_nothing(zpl)


@pytest.mark.parametrize("command", [b"^MCY", b"^IDR:*.*^FS", b"^MNN", b"^MTT", b"^POI", b"^LS000", b"~SD15"])
def test_it_lets_through_what_carriers_set(command: bytes) -> None:
    assert leaves_nothing(DRIVER + b"^XA" + command + b"^XZ" + ONE)
