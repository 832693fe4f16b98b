"""Where a printer may be: not on this machine, not at a cloud provider's services, not at a group address."""

import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from queue import Empty, SimpleQueue
from threading import Thread

from packages_ui.messages import printers
from packages_ui.messages.message import Template
from packages_ui.printers.address import InvalidAddress
from packages_ui.printers.words import plain

IpAddress = IPv4Address | IPv6Address
NAT64 = IPv6Network("64:ff9b::/96")
IPV4_IN_IPV6 = IPv6Network("::/96")  # an old notation for IPv4 addresses; ::1 and :: are not among them
# Services there hand out keys or control the machine: AWS (4), Alibaba, Azure, Google.
CLOUD_SERVICES = {
    ip_address(text)
    for text in (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "fd20:ce::254",
    )
}


def check_reachable_address(host: str, *, allow_local: bool, seconds: float = 5) -> list[str]:
    """The IP addresses that a printer's name resolves to. Raises InvalidAddress where one of them is
    forbidden, or where there is none within `seconds`."""
    try:
        found = resolve(host, seconds)
    except OSError as error:
        raise InvalidAddress(printers.NAME_NOT_FOUND(host=plain(host))) from error
    check_each(found, allow_local=allow_local)
    return found


def check_each(addresses: list[str], *, allow_local: bool) -> None:
    """`allow_local` permits this machine and link-local neighbours, nothing else. Raises InvalidAddress."""
    for text in addresses:
        if refusal := _refusal(_meant(ip_address(text.partition("%")[0])), allow_local):
            raise InvalidAddress(refusal(address=text))


def resolve(host: str, seconds: float) -> list[str]:
    """IP addresses as text, in the system's order. Also reads 2130706433 and 0x7f.1 as the system does.

    Raises OSError: nothing found, no possible name, or no answer in time (the system itself has no limit).
    """
    with suppress(ValueError):  # four plain numbers need no name service, and no thread to wait for it
        return [str(IPv4Address(host))]
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()
    Thread(target=_look_up, args=(host, answers), daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"{host}: the name service did not answer") from None
    if isinstance(found, Exception):
        raise OSError(f"{host}: {found}") from found
    return found


def _look_up(host: str, answers: SimpleQueue[list[str] | Exception]) -> None:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        answers.put([str(address[0]) for *_, address in found])
    except (OSError, ValueError) as error:  # ValueError: what can be no name at all
        answers.put(error)


def _meant(address: IpAddress) -> IpAddress:
    """The IPv4 address inside an IPv6 one, where that is only another notation for it."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour
    if inner is None and (address in NAT64 or (address in IPV4_IN_IPV6 and int(address) > 1)):
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return inner or address


def _refusal(address: IpAddress, allow_local: bool) -> Template | None:  # noqa: FBT001 - private, its name stands in the call
    nowhere = address.is_unspecified or (address.version == 4 and int(address) < 1 << 24)
    if nowhere or address.is_multicast or (address.is_reserved and not address.is_loopback):
        return printers.LEADS_TO_MANY
    if address in CLOUD_SERVICES:
        return printers.LEADS_TO_CLOUD
    if address.is_loopback and not allow_local:
        return printers.LEADS_HERE
    if address.is_link_local and not allow_local:
        return printers.LEADS_LINK_LOCAL
    return None
