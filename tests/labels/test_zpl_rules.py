"""What of a carrier's ZPL may reach a printer, and what not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.zpl import table
from packages_ui.labels.zpl.frame import framed
from packages_ui.labels.zpl.rules import clean
from packages_ui.labels.zpl.tokens import tokens

FIELD = b"^FO60,300^BY3^BCN,160,Y,N,N^FDTEST12345678^FS"
ONE = b"^XA" + FIELD + b"^XZ"
DRIVER = b"CT~~CD,~CC^~CT~\r\n^XA~TA000~JSN^LT0^MNW^MTT^PON^PMN^LH0,0^JMA^PR4,4~SD15^LRN^CI0^XZ\r\n"
PICTURE = b"~DGR:A.GRF,2,1,FFFF"


@pytest.mark.parametrize(
    ("zpl", "pieces"),
    [
        (ONE, 1),
        (b"^CI28\r\n" + ONE + ONE, 2),
        (b"^XA^PQ3,0,1,Y^FO1,1^FDhi^FS^XZ" + ONE, 4),
        (b"^XA^PQ2^FO1,1^SNCARTON01,1,Y^FS^XZ", 2),
        (b"^xa^pq 2,^fo1,1^fdhi^fs^xz", 2),
        (b"^XA^PQ2 labels^FO1,1^FDhi^FS^XZ", 2),
        (b"^XA^PQ3\\r\\n^FO1,1^FDhi^FS^XZ", 3),
        (b"^XA^PQ2.0,0,1^FO1,1^FDhi^FS^XZ", 2),
        (b"^XA^PQ+2^FO1,1^FDhi^FS^XZ", 2),
        (b"^XA^PQ100000000^FO1,1^FDhi^FS^XZ", 1),
        (PICTURE + b"^XA^XGR:A.GRF^FS^XZ", 1),
        (b"^XA^IDR:*.GRF^FS^XZ" + ONE, 1),
        (b"^XA" + ONE, 1),
        (ONE + b"\\r\\n", 1),
        (DRIVER + ONE, 1),
        (b"^XA^DFR:A.ZPL^FO1,1^FDhi^FS^FO9,9^FN1^FS^XZ^XA^XFR:A.ZPL^FN1^FDho^FS^XZ", 1),
        (b"^XA^FDDikkat! Umit Get^FS^XZ", 1),
    ],
)
def test_it_counts_the_pieces_of_paper(zpl: bytes, pieces: int) -> None:
    assert clean(zpl).pieces == pieces


@pytest.mark.parametrize(
    "zpl",
    [
        ONE,
        b"^XA" + ONE,
        b"^XA\r\n; Barkod\r\n^FX^FO1,1^FDhi^FS\r\n^XZ",
        b"^xa^SZ2^ci28^MUD^FT9,9^fdhi^fs^xz",
        b"^XA^CF,0,0,0^MD30^PW800^CI13^LH0,20" + FIELD + b"^XZ",
        b"^XA^FO1,1^A0N,9,9^FDhi^FS^^FO3,3^FDho^FS^XZ",
        b"^XA^POI^FWR^LRY^LL1200^PMN^JMA^PA0,0,0,1^CWW,E:ARI000.TTF" + FIELD + b"^XZ",
        b"^XA^DFR:A.ZPL^FO9,9^FN1^FS^XZ\n^XA^XFR:A.ZPL^FN1^FDho^FS^XZ",
        PICTURE + b"^XA^XGR:A.GRF,1,1^FS^IDR:A.GRF^XZ",
        b"~DGA,2,1,FFFF^XA^IMA^FS^XZ",
        b"^XA^FO1,1^GFB,7,7,1,^XZ~JR\n^FS^XZ",
        "^XA^FO1,1^FDŞükrü^FS^XZ".encode(),
        b"^XA^FO1,1^FDDr! U1 Ozturk {}^FS^XZ",
    ],
)
def test_it_lets_a_label_through_as_it_came(zpl: bytes) -> None:
    found = clean(zpl)
    assert found.content == zpl
    assert (found.left_out, str(found.refusal), found.is_better_drawn) == ((), "", False)


@pytest.mark.parametrize(
    "zpl",
    [
        b"\x1eKP9999" + ONE,
        b"\x10JR" + ONE,
        ONE + b"\x1eJUS",
        b"~J\nR" + ONE,
        b'! U1 setvar "device.reset" "1"\r\n' + ONE,
        ONE + b'! U1 setvar "device.reset" "1"\r\n',
        b"@PJL RESET\r\n" + ONE,
        b"! 0 200 200 210 1\r\nFORM\r\nPRINT\r\n" + ONE,
        ONE + b'{}{"device.reset":""}',
        b'N\nA50,0,0,1,1,1,N,"EPL"\nP1\n' + ONE,
        b"~JA^JUS~NC001" + ONE + b"^KP1~HS",
        PICTURE + ONE,
        b"~DGE:OTHERS.GRF,2,1,FFFF" + ONE,
        b"\x02" + b"^CC^" + ONE[3:-3] + b"\x03",
    ],
)
def test_it_sends_nothing_that_stands_outside_a_label(zpl: bytes) -> None:
    assert clean(zpl).content.replace(b"^XA^XA", b"^XA") == ONE


@pytest.mark.parametrize(
    "command",
    [
        *sorted(each.encode() for each in table.OWNERS),
        b"^LS0",
        b"^LT000",
        b"^JUS",
        b"^IDE:*.*",
        b"^XY",
        b"~HS",
    ],
)
def test_it_leaves_out_what_the_printers_owner_has_set(command: bytes) -> None:
    found = clean(b"^XA" + command + FIELD + b"^XZ")
    assert found.content == ONE
    assert found.left_out == (command[:3].decode(),)
    assert not found.is_better_drawn


@pytest.mark.parametrize("command", [b"^LT-012", b"^LS8", b"^MCN", b"^CW0,E:ARIAL.TTF", b"^MUD,200,300"])
def test_it_would_rather_draw_what_moves_or_changes_the_label(command: bytes) -> None:
    found = clean(b"^XA" + command + FIELD + b"^XZ")
    assert (found.content, found.is_better_drawn) == (ONE, True)


@pytest.mark.parametrize("command", [*sorted(table.HARMS), "^NS", "~NC", "\x1eJBE", "\x10JR", "^J\nB"])
def test_it_refuses_a_label_that_harms_the_printer(command: str) -> None:
    found = clean(b"^XA" + command.encode() + b"1" + FIELD + b"^XZ")
    assert found.content == b""
    assert "was not sent" in found.refusal


@pytest.mark.parametrize(
    ("zpl", "why"),
    [
        (b"^XA^FO1,1^FD[)>\x1e01\x1d96\x1e\x04^FS^XZ", "control characters"),
        (b'^XA^FO1,1^FD! U1 setvar "device.reset" "1"^FS^XZ', "another language"),
        (b'~DGR:A,2,1,FFFF\r\n! U1 do "device.reset"\r\n^XA^XGR:A^FS^XZ', "another language"),
        (b"^CC*" + b"*XA*FO1,1*FD^JUS*FS*XZ", "as text"),
    ],
)
def test_it_refuses_what_a_printer_might_take_for_commands(zpl: bytes, why: str) -> None:
    found = clean(zpl)
    assert found.content == b""
    assert why in found.refusal


def test_it_spells_a_label_with_the_usual_signs() -> None:
    assert clean(b"^CC**CD;*XA*FO60;300*FDa,b*FS*XZ").content == b"^XA^FO60,300^FDa,b^FS^XZ"
    assert clean(b"\x1eXA\x1eFO60,300\x1eFDhi\x0f\x1eXZ").content == b"^XA^FO60,300^FDhi^FS^XZ"


def test_it_keeps_a_code_page_that_stands_before_the_label() -> None:
    assert clean(b"^CI28\r\n" + ONE).content == b"^XA^CI28^XZ\n" + ONE


def test_it_lets_no_label_stop_the_printer_between_its_pieces() -> None:
    assert b"^PQ4,0,2,Y" in clean(b"^XA^PQ4,1,2,N" + FIELD + b"^XZ").content


@pytest.mark.parametrize(
    "zpl", [b"^XA^FO1,1^FDhi^FS", ONE + b"^XA", b"^XA^FO1,1^GFA,10,10,1,FF", b"^XA^GFB,99,99,1,^XZ"]
)
def test_it_refuses_what_would_swallow_the_next_label(zpl: bytes) -> None:
    with pytest.raises(LabelError, match="incomplete"):
        clean(zpl)


def test_it_says_what_is_not_whole_inside_a_label() -> None:
    assert "incomplete" in clean(b"^XA^GFQ,9^FS" + FIELD + b"^XZ").refusal


@pytest.mark.parametrize(
    ("zpl", "why"), [(b"^XA^PQ999^FO1,1^FDhi^FS^XZ", "999 pieces"), (b"^FS" * 200_000, "more commands")]
)
def test_it_refuses_what_no_label_is(zpl: bytes, why: str) -> None:
    with pytest.raises(LabelError, match=why):
        clean(zpl)


@pytest.mark.parametrize("command", sorted({*table.OWN_VALUES, *table.RARE_VALUES}))
def test_it_puts_every_value_back_that_a_label_may_set(command: str) -> None:
    label = clean(b"^XA" + command.encode() + b"X" + FIELD + b"^XZ")
    before, after = framed(label, Media(LABEL_100X150, 203)).split(label.content)
    own = {**table.OWN_VALUES, **table.RARE_VALUES}[command]
    assert [token.value for token in tokens(after) if token.command == command] == [own]
    if command in table.OWN_VALUES:
        assert [token.value for token in tokens(before) if token.command == command] == [own]


def test_it_puts_the_paper_back() -> None:
    sent = framed(clean(b"^XA^PW400^LL300" + FIELD + b"^XZ"), Media(LABEL_100X150, 300))
    assert sent.count(b"^PW1181^LL1772^XZ") == 2


def test_it_names_utf_8_where_the_label_names_no_code_page() -> None:
    media = Media(LABEL_100X150, 203)
    for text, is_named in [("Şükrü", True), ("Sukru", False), ("^CI27Şükrü", False)]:
        sent = framed(clean(f"^XA{text}^FO1,1^FD{text}^FS^XZ".encode()), media)
        assert (b"^CI28^XZ" in sent) == is_named
        assert sent.rstrip().endswith(b"^XZ")


@pytest.mark.parametrize(
    ("zpl", "sent"),
    [
        ("^CI27^FO1,1^FDGrüße^FS", "^CI27^FO1,1^CI28^FDGrüße^FS"),
        ("^FO1,1^FDŞükrü^FS^CI27", "^FO1,1^CI28^FDŞükrü^FS^CI27"),
        ("^CI27^FDü^FS^FDa^FS^FVş^FS", "^CI27^CI28^FDü^FS^CI27^FDa^FS^CI28^FVş^FS"),
        ("^CI27,146,198^FDü^FS^FDa^FS", "^CI27,146,198^CI28^FDü^FS^CI27,146,198^FDa^FS"),
        ("^CI35^FH^FDü_DE^FS", "^CI35^FH^FDü_DE^FS"),
        ("^CI28^FDü^FS^CI27^FDa^FS", "^CI28^FDü^FS^CI27^FDa^FS"),
        ("^CI27^FDGru^FS", "^CI27^FDGru^FS"),
        ("^CI15^FDü^FS", "^CI15^FDü^FS"),
    ],
)
def test_it_names_utf_8_for_the_fields_that_came_so(zpl: str, sent: str) -> None:
    """UPS names ^CI27 on each label, and its text comes as UTF-8 with all else."""
    assert clean(f"^XA{zpl}^XZ".encode()).content == f"^XA{sent}^XZ".encode()
    in_page = "^XA^CI27^FDGrüße^FS^XZ".encode("cp1252")
    assert clean(in_page).content == in_page


WORDS = rb"^XA ^XZ ^FO1,1 ^FDa ^FS ~JR ^CC* *JB ~CT^ ^CD; ^GFB,4,4,1, ~DGA,1,1,FF ^XGA ^KP1 ^PQ2 ~"
PARTS = st.sampled_from([*WORDS.split(), b"\x1eJUS", b"\x10JR", b"\x02", b"\x03", b"\n", b"! U1 do "])


@given(st.lists(PARTS | st.binary(max_size=3), max_size=30).map(b"".join))
@settings(max_examples=500, deadline=None)
def test_it_lets_nothing_pass_that_it_does_not_know(content: bytes) -> None:
    try:
        found = clean(content)
    except LabelError:
        return
    again = list(tokens(found.content))
    known = table.ALLOWED | table.DOWNLOADS | {"^", "^SZ"}
    assert all(token.command in known or token.command[:2] in {"^A", "^B"} for token in again)
    assert not any(token.is_sign for token in again)
    assert [t.command for t in again if t.command in {"^XA", "^XZ"}][-1:] in ([], ["^XZ"])


@pytest.mark.parametrize("zpl", [b"~CT^^XA~JR^XZ", b"~CT!^XA^FO1,1^FD~JR^FS^XZ", b"^CC*~CT**XA^JR*XZ"])
def test_it_sends_no_usual_prefix_that_is_text_to_the_label(zpl: bytes) -> None:
    assert clean(zpl).content == b""


@pytest.mark.parametrize(
    "zpl",
    [
        b"^XA^FO0,0^GFA,2147483648,2147483648,100,FF^FS^XZ",
        b"^XA^FO0,0^GFA,100,99999999999999999999999,100,FF^FS^XZ",
        b"~DGR:A.GRF,999999999,1,FF\n^XA^XGR:A.GRF,1,1^FS^XZ",
        b"~DUR:A.FNT,99999999,FFFF^XA^A@N,30,30,R:A.FNT^FDx^FS^XZ",
        b"~DYR:A,A,G,99999999,1,FF^XA^XGR:A.GRF,1,1^FS^XZ",
    ],
)
def test_it_sends_no_picture_that_a_printer_would_wait_for(zpl: bytes) -> None:
    """It tells of more bytes than there can be, and the next labels would be taken for them."""
    assert "would swallow the next label" in clean(zpl).refusal
