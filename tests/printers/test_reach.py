import socket
from threading import Event
from typing import Any

import pytest

from packages_ui.printers.address import InvalidAddress
from packages_ui.printers.errors import NotAllowed
from packages_ui.printers.ipp import IppPrinter
from packages_ui.printers.raw import RawPrinter
from packages_ui.printers.reach import check_reachable_address, resolve
from packages_ui.sandbox.zpl_printer import PATIENCE, ZplPrinter

LOCAL = [
    "127.0.0.1",
    "127.8.9.1",
    "::1",
    "localhost",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "::ffff:127.0.0.1",
]
LINK_LOCAL = ["169.254.7.7", "fe80::1", "::ffff:169.254.7.7", "64:ff9b::a9fe:0707"]
NEVER = [
    "169.254.169.254",
    "2852039166",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "::a9fe:a9fe",
    "fd00:ec2::254",
    "100.100.100.200",
    "0.0.0.0",
    "0.1.2.3",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
]
PRINTERS = ["10.0.0.7", "192.168.1.9", "172.16.0.1", "100.64.0.1", "8.8.8.8", "fd12:3456::7", "2001:db8::7"]


def leads_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Every name is found at these addresses."""
    really = socket.getaddrinfo

    def found(host: str, *more: Any, **named: Any) -> Any:
        if host in addresses:
            return really(host, *more, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize("host", LOCAL + LINK_LOCAL + NEVER)
def test_it_refuses_what_no_printer_is_at(host: str) -> None:
    with pytest.raises(InvalidAddress, match="The address leads to"):
        check_reachable_address(host, allow_local=False, seconds=PATIENCE)


@pytest.mark.parametrize("host", LOCAL + LINK_LOCAL)
def test_it_may_be_on_this_machine(host: str) -> None:
    assert check_reachable_address(host, allow_local=True, seconds=PATIENCE)


@pytest.mark.parametrize("host", NEVER)
def test_it_is_never_a_service_of_the_cloud_or_a_group(host: str) -> None:
    with pytest.raises(InvalidAddress):
        check_reachable_address(host, allow_local=True, seconds=PATIENCE)


@pytest.mark.parametrize("host", PRINTERS)
def test_it_lets_a_printer_pass(host: str) -> None:
    assert check_reachable_address(host, allow_local=False, seconds=PATIENCE) == [host]


def test_it_refuses_a_name_where_one_address_is_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    leads_to(monkeypatch, "192.0.2.7", "169.254.169.254")
    with pytest.raises(InvalidAddress, match="cloud"):
        check_reachable_address("printer.example", allow_local=False, seconds=PATIENCE)


@pytest.mark.parametrize("host", ["a\0b", "x" * 70, "no..name", ""])
def test_it_does_not_find_what_is_no_name(host: str) -> None:
    with pytest.raises(OSError, match=r".*"):
        resolve(host, 5)


def test_it_waits_no_longer_for_a_silent_name_service(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [over.wait()][:0])
    with pytest.raises(InvalidAddress, match="not found"):
        check_reachable_address("printer.example", allow_local=False, seconds=0.1)
    over.set()


def test_it_connects_only_to_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with ZplPrinter() as peer:
        leads_to(monkeypatch, "127.0.0.1")  # since the administrator's check the name leads elsewhere
        with pytest.raises(NotAllowed) as caught:
            RawPrinter("printer.example", peer.port, connect_seconds=PATIENCE).send(b"^XA^XZ")
        uri = f"ipp://printer.example:{peer.port}/ipp/print"
        with pytest.raises(NotAllowed):
            IppPrinter(uri, connect_seconds=PATIENCE, answer_seconds=PATIENCE).check()
        assert peer.connections == 0
    assert "is not allowed. Nothing was sent" in caught.value.sentence


def test_it_tries_the_next_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with ZplPrinter() as peer:
        printer = RawPrinter("printer.example", peer.port, connect_seconds=PATIENCE, allow_local=True)
        leads_to(monkeypatch, "::1", "127.0.0.1")  # it listens on the second only
        printer.send(b"^XA^FO1,1^FDa^FS^XZ")
        assert peer.wait_printed(1)


def test_it_asks_no_name_service_for_plain_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("packages_ui.printers.reach.Thread", None)
    assert resolve("10.0.0.7", 0) == ["10.0.0.7"]
