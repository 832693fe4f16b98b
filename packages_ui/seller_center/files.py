"""Files that Seller Center's answers name: pictures and invoices, on hosts that an administrator allowed.

Nothing of ours goes with the request: no key, no cookie, no referrer. A redirect is not followed. A name that
leads to a private address is refused, at the moment of connecting; Seller Center's own host may be anywhere.
"""

import time
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import httpx

from packages_ui.seller_center import trust
from packages_ui.seller_center.deadlines import ends_in, enforce

HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "packages-backoffice"}
MAPPED = ip_network("64:ff9b::/96")  # an IPv4 address in IPv6, which may be private
TIMEOUT = 5.0  # seconds for each step


class FileRefused(Exception):
    """It will never be fetched from there; str() gives the reason and contains no address."""


class HostRefused(FileRefused):
    """It is on a host that is not allowed."""


class TooLarge(FileRefused):
    """It has more bytes than are wanted."""


class FileFailed(Exception):
    """It could not be fetched now."""


class StatusFailed(FileFailed):
    """The host answered with `status` instead of the file."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`own` is Seller Center's scheme and host. `hosts` are others that are allowed: names, or `.name` for
    all below it. `most` bytes in `seconds`. `transport` is for tests."""

    own: str
    hosts: tuple[str, ...] = ()
    most: int = 5_000_000
    seconds: float = 10.0
    transport: httpx.BaseTransport | None = None

    def fetch(self, url: str) -> bytes:
        """Raises FileRefused or FileFailed."""
        is_own = self._is_own(_parts(url))
        try:
            with ends_in(self.seconds), self._client(is_own=is_own) as client:
                return self._read(client, url)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise FileFailed(type(error).__name__) from None

    def _is_own(self, parts: SplitResult) -> bool:
        """Raises FileRefused for a host that is not allowed."""
        own = urlsplit(self.own)
        if (parts.scheme, parts.netloc.lower()) == (own.scheme, own.netloc.lower()):
            return True
        if parts.scheme != "https" or parts.username is not None or parts.port not in (None, 443):
            raise FileRefused("only https")
        host = (parts.hostname or "").rstrip(".").lower()
        if not any(host == one or (one.startswith(".") and host.endswith(one)) for one in self.hosts):
            raise HostRefused("a host that is not allowed")
        return False

    def _client(self, *, is_own: bool) -> httpx.Client:
        is_encrypted = not (is_own and self.own.lower().startswith("http:"))
        client = httpx.Client(
            headers=HEADERS,
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,  # a proxy would look the name up again
            verify=trust.authorities(of_machine=False) if is_encrypted else trust.nobody(),
            transport=self.transport,
        )
        return enforce(client, allows=None if is_own else is_public)

    def _read(self, client: httpx.Client, url: str) -> bytes:
        until, content = time.monotonic() + self.seconds, bytearray()
        with client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise StatusFailed(response.status_code)
            for piece in response.iter_raw():
                content += piece
                if len(content) > self.most:
                    raise TooLarge(f"more than {self.most} bytes")
                if time.monotonic() > until:
                    raise FileFailed("too slow")
        return bytes(content)


def is_public(address: str) -> bool:
    """Whether it leads out of this network."""
    ip = ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast and ip not in MAPPED


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        raise FileRefused("no address") from None
    if not url.isprintable() or not parts.hostname:
        raise FileRefused("no address")
    return parts
