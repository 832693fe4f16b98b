"""What a printer would take for a command, and what not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packages_ui.labels.zpl.tokens import Token, tokens

BINARY = b"^XZ~JR\x1e\x10\0"


def commands(content: bytes) -> list[str]:
    return [token.command for token in tokens(content)]


@pytest.mark.parametrize(
    ("zpl", "found"),
    [
        (b"^XA^FO1,1^FDhi^FS^XZ", ["^XA", "^FO", "^FD", "^FS", "^XZ"]),
        (b"^xa^fo1,1^fdhi^fs^xz", ["^XA", "^FO", "^FD", "^FS", "^XZ"]),
        (b"^X\r\nA^F\nO1,1~J\nR", ["^XA", "^FO", "~JR"]),
        (b"^FS^^FO3,3", ["^FS", "^", "^FO"]),
        (b"! U1 setvar\r\n^XA", ["", "^XA"]),
        (b"^FDa~JRb^FS", ["^FD", "~JR", "^FS"]),
        (b"^FX a comment; with, signs^XA^XA", ["^FX", "^XA", "^XA"]),
        (b"\x1eKP1\x10JR^A@N,1", ["^KP", "~JR", "^A@"]),
        (b"\x02^FDhi\x0f\x03", ["^XA", "^FD", "^FS", "^XZ"]),
        (b"CT~~CD,~CC^~CT~^XA", ["", "~CD", "~CC", "~CT", "^XA"]),
        (b"^BXN,5,200,0,0,1,~^FH\\^FDa~1b ~ 2~^FS", ["^BX", "^FH", "^FD", "^FS"]),
        (b"^FDa~ \r\nJR^FS", ["^FD", "~ J", "^FS"]),
        (b"^CC*^XA*FO1*CC^^XZ", ["^CC", "^FO", "^CC", "^XZ"]),
        (b"~CT!^FD~JR!JR", ["~CT", "^FD", "~JR"]),
        (b"^GFA,4,4,1,FF^FO", ["^GF", "^FO"]),
        (b"^GFB,%d,1,1,%s^FS" % (len(BINARY), BINARY), ["^GF", "^FS"]),
        (b"^GFC , %d,1,1,%s^FS" % (len(BINARY), BINARY), ["^GF", "^FS"]),
        (b"^CD;^GFB;%d;1;1;%s^FS" % (len(BINARY), BINARY), ["^CD", "^GF", "^FS"]),
        (b"~DYR:A,B,G,%d,1,%s^XA" % (len(BINARY), BINARY), ["~DY", "^XA"]),
        (b"~DYR:A,P,P,%d,1,\x89PNG%s^XA" % (len(BINARY) + 4, BINARY), ["~DY", "^XA"]),
        (b"~DGR:A.GRF,2,1,FFFF^XA", ["~DG", "^XA"]),
        (b"^", ["^"]),
        (b"", []),
    ],
)
def test_it_takes_zpl_apart_as_a_printer_does(zpl: bytes, found: list[str]) -> None:
    assert commands(zpl) == found


def test_it_keeps_what_stands_behind_a_name() -> None:
    _, token = tokens(b"^CD;^F\nO 60; 70\r\n")
    assert token == Token(b"^F\nO 60; 70\r\n", b"^", "FO", b" 60; 70\r\n", b";")


def test_it_tells_signs_from_letters() -> None:
    assert [token.is_sign for token in tokens(b"^XA\x1eFO\x0f\x03")] == [False, True, True, True]


@pytest.mark.parametrize(
    "zpl", [b"^GFB,9,9,1,short", b"^GFB,,,,", b"^GFB,99999999999,1,1,x", b"^GFQ,1,1,1,x", b"~DYR:A", b"^CC"]
)
def test_it_knows_what_a_printer_would_still_wait_for(zpl: bytes) -> None:
    assert not all(token.is_whole for token in tokens(zpl))


PIECES = st.sampled_from(
    [
        b"^",
        b"~",
        b"\x1e",
        b"\x10",
        b"\x02",
        b"\r\n",
        b"XA",
        b"CC",
        b"CT",
        b"CD",
        b"GF",
        b"B,2,2,1,",
        b"DY",
        b",",
    ]
)


@given(st.lists(PIECES | st.binary(max_size=4), max_size=40).map(b"".join))
@settings(max_examples=400, deadline=None)
def test_it_loses_no_byte(content: bytes) -> None:
    assert b"".join(token.raw for token in tokens(content)) == content


@pytest.mark.in_turn("unit")
@pytest.mark.parametrize("unit", [b" ", b"\r", b"\xef\xbb\xbf", b"\0"])
@pytest.mark.parametrize("before", [b"", b"^", b"^FO", b"^GFA,", b"^GFB,9,9"])
def test_it_reads_ten_megabytes_in_one_pass(before: bytes, unit: bytes) -> None:
    """A reader that goes back would need hours."""
    content = before + unit * (10_000_000 // len(unit)) + b"^XZ"
    assert sum(len(token.raw) for token in tokens(content)) == len(content)


@pytest.mark.in_turn("unit", one_in=3)
@pytest.mark.parametrize("unit", [b"^", b"^FO", b"~CC^", b"^CCa^", b"^GFB,9,9,1,", b"\x1e", b"^\0\0"])
def test_it_reads_many_commands_in_one_pass(unit: bytes) -> None:
    content = b"^XA" + unit * 50_000
    assert sum(len(token.raw) for token in tokens(content)) == len(content)
