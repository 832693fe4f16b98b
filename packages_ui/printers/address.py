"""A printer's address as an administrator enters it, checked before anything connects to it."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import SplitResult, urlsplit

from packages_ui.messages import printers
from packages_ui.messages.message import Message
from packages_ui.printers.words import plain

LONGEST_ADDRESS = 300  # characters
IPP_PORT, RAW_PORT = 631, 9100
IPP_PATH = "/ipp/print"  # where IPP Everywhere printers listen
LOW_IPP_PORTS = (80, 443, IPP_PORT)
# Services there are never printers, and bytes meant for paper could do harm: NFS, Docker (twice), MySQL,
# RDP, PostgreSQL, AMQP, VNC, Redis, Kubernetes, Elasticsearch, memcached, MongoDB.
FOREIGN_PORTS = (2049, 2375, 2376, 3306, 3389, 5432, 5672, 5900, 6379, 6443, 9200, 11211, 27017)
LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(\.{LABEL})*\.?")
PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


class InvalidAddress(ValueError):
    """`sentence` is for the administrator; str() is the same."""

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """`scheme` is ipp, ipps or raw; `host` a name or an IP address without brackets; `path` empty for raw."""

    scheme: str
    host: str
    port: int
    path: str = ""

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def text(self) -> str:
        """The canonical form of this address; parsing it gives the same address."""
        return self.authority if self.scheme == "raw" else f"{self.scheme}://{self.authority}{self.path}"


def parse_ipp(text: str) -> PrinterAddress:
    """Read ipp://host[:631]/path or ipps://host[:631]/path. Raises InvalidAddress."""
    parts = _split(text)
    if parts.scheme not in ("ipp", "ipps"):
        raise InvalidAddress(printers.ADDRESS_NOT_IPP())
    port = _port(parts, IPP_PORT)
    if port < 1024 and port not in LOW_IPP_PORTS:
        raise InvalidAddress(printers.ADDRESS_IPP_PORT(port=port, usual=IPP_PORT))
    path = parts.path if parts.path.strip("/") else IPP_PATH
    if not PATH.fullmatch(path):
        raise InvalidAddress(printers.ADDRESS_PATH())
    return PrinterAddress(parts.scheme, _host(parts), port, path)


def parse_raw(text: str) -> PrinterAddress:
    """Read host[:9100]. Raises InvalidAddress."""
    if "://" in text:
        raise InvalidAddress(printers.ADDRESS_ONLY_HOST())
    parts = _split(f"raw://{text}")
    if parts.path:
        raise InvalidAddress(printers.ADDRESS_ENDS())
    port = _port(parts, RAW_PORT)
    if port < 1024:
        raise InvalidAddress(printers.ADDRESS_RAW_PORT(port=port, usual=RAW_PORT))
    return PrinterAddress("raw", _host(parts), port)


def _split(text: str) -> SplitResult:
    if len(text) > LONGEST_ADDRESS:
        raise InvalidAddress(printers.ADDRESS_TOO_LONG(most=LONGEST_ADDRESS))
    if text != plain(text, longest=LONGEST_ADDRESS) or " " in text:
        raise InvalidAddress(printers.ADDRESS_SPACES())
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise InvalidAddress(printers.ADDRESS_MALFORMED()) from error
    if "@" in parts.netloc:
        raise InvalidAddress(printers.ADDRESS_USER())
    if "?" in text or "#" in text:
        raise InvalidAddress(printers.ADDRESS_QUERY())
    return parts


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise InvalidAddress(printers.ADDRESS_NO_HOST())
    if parts.netloc.startswith("["):
        return _ipv6(host)
    if not HOST_NAME.fullmatch(host):
        raise InvalidAddress(printers.ADDRESS_HOST(host=plain(host)))
    return host


def _ipv6(host: str) -> str:
    try:
        return str(IPv6Address(host))
    except ValueError as error:
        raise InvalidAddress(printers.ADDRESS_IP(host=plain(host))) from error


def _port(parts: SplitResult, usual: int) -> int:
    try:
        port = usual if parts.port is None else parts.port
    except ValueError as error:
        raise InvalidAddress(printers.ADDRESS_PORT()) from error
    if port == 0:
        raise InvalidAddress(printers.ADDRESS_PORT())
    if port in FOREIGN_PORTS:
        raise InvalidAddress(printers.ADDRESS_OTHER_SERVICE(port=port))
    return port
