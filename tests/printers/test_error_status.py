import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.messages.printers import CUTTER_FAULT
from packages_ui.printers.error_status import ErrorStatus, parse_errors
from packages_ui.printers.status import PrinterStatus, is_complete, parse_status


def answer(errors: str, flag: str = "1") -> bytes:
    lines = (
        "PRINTER STATUS",
        f"   ERRORS:         {flag} 00000000 {errors}",
        "   WARNINGS:       1 00000000 00000002",
    )
    return "\r\n".join(("\x02", *lines, "\x03")).encode()


@pytest.mark.parametrize(
    ("errors", "sentence"),
    [
        ("00000001", "The printer is out of paper: put in a new roll."),
        ("00000002", "The printer is out of ribbon: put in a new ribbon."),
        ("00000005", "The printer has its head open: close it."),
        ("00010000", "The printer is paused: press its pause button."),
        ("00000010", "The printer is too hot: let it cool down."),
        ("00000020", "The printer is too hot: let it cool down."),
        ("00000008", "The printer reports a fault of its cutter: check it."),
        ("00001000", "Paper is jammed in the printer: take it out."),
        ("0000000A", "The printer is out of ribbon: put in a new ribbon."),
        ("80000000", "The printer reports an error: check it."),
        ("8", "The printer reports a fault of its cutter: check it."),
    ],
)
def test_it_names_each_trouble(errors: str, sentence: str) -> None:
    status = parse_status(answer(errors))
    assert status.answered
    assert status.trouble == sentence


def test_it_reads_several_at_once() -> None:
    assert parse_errors(answer("0001000B")) == ErrorStatus(
        paper_out=True,
        ribbon_out=True,
        head_open=False,
        too_hot=False,
        paused=True,
        fault=CUTTER_FAULT(),
    )


@pytest.mark.parametrize("said", [answer("00000000", flag="0"), answer("00000001", flag="0")])
def test_it_knows_nothing_of_waiting_labels_where_there_is_no_error(said: bytes) -> None:
    assert parse_status(said) == PrinterStatus()


def test_it_merges_both_answers() -> None:
    host = b"\x02030,0,1,1218,004,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n"
    status = parse_status(host + answer("00000004"))
    assert (status.paused, status.head_open, status.waiting) == (True, True, 4)


@pytest.mark.parametrize(
    "said", [b"", b"ERRORS:", b"ERRORS: 1 00000000", b"ERRORS: 2 00000000 00000001 ", b"WARNINGS: 1 0 1 "]
)
def test_it_knows_nothing_without_an_answer(said: bytes) -> None:
    assert parse_errors(said) is None


def test_it_waits_for_the_whole_number() -> None:
    whole = answer("00010001")
    assert is_complete(whole)
    assert not is_complete(whole[: whole.index(b"10001")])


@given(st.binary(max_size=200))
def test_it_survives_any_answer(noise: bytes) -> None:
    parse_errors(noise)
    assert parse_status(noise + answer("00000001")).paper_out
