from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.printers.status import PrinterStatus, is_complete, parse_status


def answer(first: str = "", second: str = "", third: str = "1234,0") -> bytes:
    first = first or "030,0,0,1218,000,0,0,0,000,0,0,0"
    second = second or "001,0,0,0,1,2,6,0,00000000,1,000"
    return f"\x02{first}\x03\r\n\x02{second}\x03\r\n\x02{third}\x03\r\n".encode()


def with_trouble(name: str, **more: Any) -> PrinterStatus:
    fields = {name: True, **more}
    return PrinterStatus(answered=True, **fields)


def test_it_reads_a_printer_that_is_fine() -> None:
    status = parse_status(answer())
    assert status == PrinterStatus(answered=True)
    assert status.trouble == ""


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        (answer("030,1,0,1218,000,0"), "paper_out", "The printer is out of paper: put in a new roll."),
        (answer("030,0,1,1218,000,0"), "paused", "The printer is paused: press its pause button."),
        (answer("", "001,0,1,0,1"), "head_open", "The printer has its head open: close it."),
        (answer("", "001,0,0,1,1"), "ribbon_out", "The printer is out of ribbon: put in a new ribbon."),
        (answer("030,0,0,1218,0,0,0,0,000,0,0,1"), "too_hot", "The printer is too hot: let it cool down."),
    ],
)
def test_it_names_each_trouble(said: bytes, field: str, sentence: str) -> None:
    status = parse_status(said)
    assert status == with_trouble(field)
    assert status.trouble == sentence


@pytest.mark.parametrize("place", [5, 7])
def test_it_makes_no_trouble_of_a_full_buffer_or_a_label_on_its_way(place: int) -> None:
    fields = ["030", "0", "0", "1218", "000", "0", "0", "0", "000", "0", "0", "0"]
    fields[place] = "1"
    status = parse_status(answer(",".join(fields)))
    assert (status.buffer_full, status.partial) == (place == 5, place == 7)
    assert status.trouble == ""


def test_it_counts_the_copies_that_remain() -> None:
    assert parse_status(answer("", "001,0,0,0,1,2,6,0,00000012,1,000")).remaining == 12


@pytest.mark.parametrize("said", [answer("030,0,0,1218"), answer("030,0,0,1218,,0"), answer("123,4")])
def test_it_takes_nobody_for_empty_who_does_not_tell_what_waits(said: bytes) -> None:
    assert parse_status(said) == PrinterStatus()


@pytest.mark.parametrize(
    ("count", "words"), [("001", "It still holds 1 label."), ("012", "It still holds 12 labels.")]
)
def test_it_counts_what_waits(count: str, words: str) -> None:
    status = parse_status(answer(f"030,1,0,1218,{count},0"))
    assert status.waiting == int(count)
    assert words in status.trouble


def test_it_names_the_open_head_before_what_follows_from_it() -> None:
    status = parse_status(answer("030,1,1,1218,000,0", "001,0,1,1,1"))
    assert status.trouble == "The printer has its head open: close it."


@pytest.mark.parametrize(
    "said",
    [
        b"\x00\xff noise, 1,1\r\n" + answer("030,1,0,1218,003,0"),
        b"\x02ACK\x03" + answer("030,1,0,1218,003,0"),
        answer(" 030 , 1 , 0 ,1218, 003 ,0"),
        answer("030,1,0,1218,003,0").translate(None, b"\x02\x03"),
        answer("030,1,0,1218,003,0")[:22],
        answer("030,1,,,003", "K"),
    ],
)
def test_it_tolerates_noise_and_missing_fields(said: bytes) -> None:
    assert parse_status(said) == PrinterStatus(paper_out=True, waiting=3, answered=True)


@pytest.mark.parametrize("said", [b"", b"\x02\x03", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x02030,1,0"])
def test_it_knows_nothing_without_an_answer(said: bytes) -> None:
    assert parse_status(said) == PrinterStatus()
    assert parse_status(said).trouble == ""


def test_it_waits_for_three_strings() -> None:
    whole = answer()
    assert is_complete(whole)
    assert not is_complete(whole[:-3])


@given(st.binary(max_size=200))
def test_it_survives_any_answer(noise: bytes) -> None:
    status = parse_status(noise + answer("030,0,1,1218,002,0"))
    assert status.answered
    assert status.waiting >= 0
