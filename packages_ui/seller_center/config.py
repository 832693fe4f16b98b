"""Where Seller Center is and how to call it. The key never shows in a repr."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from packages_ui.messages import seller_center as words

SHIPPING_METHODS_PATH = "/api/i2/shipping-methods/"


@dataclass(frozen=True, slots=True)
class Config:
    """`url` is scheme and host. Times are in seconds; `deadline` is for a whole call with its retries.

    Raises ValueError with a Message for the administrator where a value is invalid.
    """

    url: str
    api_key: str = field(repr=False)
    auth_scheme: str = ""
    shipping_methods_path: str = SHIPPING_METHODS_PATH
    language: str = "tr-tr"
    connect_timeout: float = 3
    read_timeout: float = 10
    pool_timeout: float = 5
    deadline: float = 30
    max_connections: int = 32
    tries: int = 8

    def __post_init__(self) -> None:
        _check_address(_split(self.url))
        if not re.fullmatch(r"[\x21-\x7e]+", self.api_key):
            raise ValueError(words.KEY_IS_NO_WORD())
        if not re.fullmatch(r"[A-Za-z0-9-]*", self.auth_scheme):
            raise ValueError(words.SCHEME_IS_NO_WORD())
        if not re.fullmatch(r"/(?!/)[\w\-./]*", self.shipping_methods_path, re.ASCII):
            raise ValueError(words.METHODS_PATH())

    @property
    def base(self) -> str:
        """Scheme and host, without a slash at the end."""
        return self.url.rstrip("/")

    @property
    def host(self) -> str:
        """The host's name, for messages."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_encrypted(self) -> bool:
        """Whether calls go over TLS; if not, the host is this machine."""
        return urlsplit(self.url).scheme == "https"

    @property
    def authorization(self) -> str:
        """The header's value: the bare key, or the scheme and the key."""
        return f"{self.auth_scheme} {self.api_key}".strip()


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        raise ValueError(words.ADDRESS_UNREADABLE()) from None
    return parts


def _check_address(parts: SplitResult) -> None:
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(words.ADDRESS_SHAPE())
    if parts.username or parts.password or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise ValueError(words.ADDRESS_ONLY())
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(words.ADDRESS_ENCRYPTED())


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
