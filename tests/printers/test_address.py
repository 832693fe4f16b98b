import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.printers.address import InvalidAddress, PrinterAddress, parse_ipp, parse_raw


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("ipp://printer", "ipp://printer:631/ipp/print"),
        ("IPPS://Printer.Example:443/ipp/print", "ipps://printer.example:443/ipp/print"),
        ("ipp://10.0.0.7:8631/printers/Zebra_1", "ipp://10.0.0.7:8631/printers/Zebra_1"),
        ("ipp://[FE80::0001]/", "ipp://[fe80::1]:631/ipp/print"),
        ("ipp://host:80/a%20b", "ipp://host:80/a%20b"),
    ],
)
def test_it_reads_an_ipp_address(text: str, canonical: str) -> None:
    assert parse_ipp(text).text == canonical
    assert parse_ipp(canonical) == parse_ipp(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.7", PrinterAddress("raw", "10.0.0.7", 9100)),
        ("zebra-1.lan:6101", PrinterAddress("raw", "zebra-1.lan", 6101)),
        ("[::1]:9101", PrinterAddress("raw", "::1", 9101)),
    ],
)
def test_it_reads_a_raw_address(text: str, address: PrinterAddress) -> None:
    assert parse_raw(text) == address
    assert parse_raw(address.text) == address


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Begin"),
        ("http://host/ipp", "Begin"),
        ("host:9100", "Begin"),
        ("ipp://", "no host"),
        ("ipp:///path", "no host"),
        ("ipp://user:secret@host/", "password"),
        ("ipp://host/?a=1", "? or #"),
        ("ipp://host/#a", "? or #"),
        ("ipp://host?", "? or #"),
        ("ipp://host:0/", "1 to 65535"),
        ("ipp://host:65536/", "1 to 65535"),
        ("ipp://host:x/", "1 to 65535"),
        ("ipp://host:22/", "another service"),
        ("ipp://host:6379/", "another service"),
        ("ipp://ho st/", "spaces"),
        ("ipp://host/\r\nX: y", "spaces"),
        ("ipp://host\u202e/", "spaces"),
        ("ipp://hüst/", "not a host"),
        ("ipp://-host/", "not a host"),
        ("ipp://[12]/", "host|IP"),
        ("ipp://[::1/", "malformed"),
        ('ipp://host/"', "characters"),
        ("ipp://" + "h" * 300, "longer"),
    ],
)
def test_it_says_what_is_wrong_with_an_ipp_address(text: str, words: str) -> None:
    with pytest.raises(InvalidAddress, match=words.replace("?", r"\?")):
        parse_ipp(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no host"),
        ("ipp://host:9100", "only the host"),
        ("host:9100/path", "ends after the port"),
        ("host:631", "another service"),
        ("host:25", "another service"),
        ("host:5432", "another service"),
        ("user@host", "password"),
        ("host:9100#", "# *"),
        ("ho\0st", "spaces"),
    ],
)
def test_it_says_what_is_wrong_with_a_raw_address(text: str, words: str) -> None:
    with pytest.raises(InvalidAddress, match=words):
        parse_raw(text)


@given(st.text(max_size=40))
def test_it_survives_any_address(text: str) -> None:
    for parse, prefix in ((parse_raw, ""), (parse_ipp, "ipp://")):
        try:
            address = parse(prefix + text)
        except InvalidAddress:
            continue
        assert parse(address.text) == address
