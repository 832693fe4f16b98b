"""One attempt of one call over httpx, and what its outcome means. Only this module handles httpx's errors."""

import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from threading import Lock
from urllib.parse import urlsplit

import httpx
from msgspec import Struct

from packages_ui.seller_center import refusals, retries, trust
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.deadlines import ends_in, enforce
from packages_ui.seller_center.errors import (
    AnswerLost,
    Changed,
    Forbidden,
    Limited,
    Malformed,
    NotFound,
    Redirected,
    Refused,
    SellerCenterError,
    ServerFailed,
    TooLate,
    Unauthorized,
    Unreachable,
)

MOST_BYTES = 20_000_000
PIECE = 65_536
NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Call(Struct, frozen=True):
    """A call of the document: its name there and its method."""

    name: str
    method: str

    @property
    def is_write(self) -> bool:
        return self.method != "GET"

    @property
    def unclear(self) -> Changed:
        """Whether anything may have changed when no clear response came."""
        return Changed.UNKNOWN if self.is_write else Changed.NO


class Request(Struct, frozen=True):
    """A call with its parameters; `path` begins with a slash and is already quoted."""

    call: Call
    path: str
    params: Mapping[str, str] | None = None
    content: bytes | None = None
    language: str = ""


class Response(Struct, frozen=True):
    """A successful response: status 200 to 299."""

    status: int
    content: bytes
    content_type: str


class Connection:
    """The pooled httpx client, created on the first call and shared by all threads."""

    def __init__(
        self,
        config: Config,
        transport: httpx.BaseTransport | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._transport = transport
        self._clock = clock
        self._lock = Lock()
        self._client: httpx.Client | None = None

    def send(self, request: Request, until: float) -> Response:
        """One attempt, given up at `until` (of the clock). Raises a SellerCenterError."""
        call = request.call
        try:
            return self._exchange(request, until)
        except NEVER_SENT as error:
            raise Unreachable(_technical(error), call=call.name) from _without_frames(error)
        except httpx.DecodingError as error:
            raise Malformed(_technical(error), call=call.name, changed=call.unclear) from _without_frames(
                error
            )
        except httpx.TransportError as error:
            raise AnswerLost(_technical(error), call=call.name, changed=call.unclear) from _without_frames(
                error
            )

    def close(self) -> None:
        """Close all connections; the next call opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _exchange(self, request: Request, until: float) -> Response:
        client = self._client or self._connect()
        built = client.build_request(
            request.call.method,
            self._config.base + request.path,
            params=request.params,
            content=request.content,
            headers=_headers(request),
            timeout=self._timeout(until),
        )
        with ends_in(until - self._clock()):
            response = client.send(built, stream=True)
            try:
                content = self._read(response, request.call, until)
            finally:
                response.close()
        return self._result(request.call, response, content)

    def _read(self, response: httpx.Response, call: Call, until: float) -> bytes:
        chunks, size = [], 0
        for chunk in _unpacked(response, call):
            chunks.append(chunk)
            size += len(chunk)
            if size > MOST_BYTES:
                raise Malformed(f"more than {MOST_BYTES} bytes", call=call.name, changed=call.unclear)
            if self._clock() > until:
                raise self._cut_off(call)
        return b"".join(chunks)

    def _cut_off(self, call: Call) -> SellerCenterError:
        kind = AnswerLost if call.is_write else TooLate
        return kind(
            "the deadline ran out in the middle of the response", call=call.name, changed=call.unclear
        )

    def _timeout(self, until: float) -> httpx.Timeout:
        left = max(until - self._clock(), 0.001)
        return httpx.Timeout(
            connect=min(self._config.connect_timeout, left),
            read=min(self._config.read_timeout, left),
            write=min(self._config.read_timeout, left),
            pool=min(self._config.pool_timeout, left),
        )

    def _result(self, call: Call, response: httpx.Response, content: bytes) -> Response:
        status = response.status_code
        content_type = response.headers.get("content-type", "").lower()
        if 200 <= status < 300:
            return Response(status, content, content_type)
        if 300 <= status < 400:
            host = refusals.plain(_host(response.headers.get("location", "")) or self._config.host)
            raise Redirected(f"{status} to {host}, not followed", call=call.name, host=host)
        raise failure(call, status, self._without_key(content), content_type, _retry_after(response))

    def _without_key(self, content: bytes) -> bytes:
        """A debugging page may echo our own headers."""
        return content.replace(self._config.api_key.encode(), b"***")

    def _connect(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = _client(self._config, self._transport)
            return self._client


def failure(
    call: Call, status: int, content: bytes, content_type: str, retry_after: float | None
) -> SellerCenterError:
    """The error for a status of 400 and above."""
    detail = f"status {status}"
    if status in SIMPLE:
        return SIMPLE[status](detail, call=call.name)
    if status == 429:
        return Limited(detail, call=call.name, retry_after=retry_after)
    if status >= 500:
        return ServerFailed(detail, call=call.name, changed=call.unclear, retry_after=retry_after)
    if status == 408:
        return AnswerLost(detail, call=call.name, changed=call.unclear)
    return Refused(detail, call=call.name, refusal=refusals.read(content, content_type))


SIMPLE: dict[int, type[SellerCenterError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    407: Unreachable,
    410: NotFound,
}


def _unpacked(response: httpx.Response, call: Call) -> Iterator[bytes]:
    """Its bytes in chunks of at most PIECE: a small compressed body may expand to gigabytes."""
    if response.is_stream_consumed:  # a transport that has read it already, as one in a test does
        yield response.content
        return
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in ("", "identity", "gzip"):
        raise Malformed("packed in a way that was not asked for", call=call.name, changed=call.unclear)
    if coding != "gzip":
        yield from response.iter_raw()
        return
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for packed in response.iter_raw():
            left = packed
            while left and not unpacker.eof:
                yield unpacker.decompress(left, PIECE)
                left = unpacker.unconsumed_tail
    except zlib.error as error:
        raise Malformed("not gzip, as it says", call=call.name, changed=call.unclear) from error
    if not unpacker.eof:
        raise Malformed("the compressed body is cut off", call=call.name, changed=call.unclear)


def _host(location: str) -> str:
    """The host that a Location names, "" for none."""
    try:
        return urlsplit(location).hostname or ""
    except ValueError:
        return ""


def _client(config: Config, transport: httpx.BaseTransport | None) -> httpx.Client:
    client = httpx.Client(
        transport=transport,
        headers={
            "Authorization": config.authorization,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",  # other codings cannot be unpacked with a bound
        },
        limits=httpx.Limits(
            max_connections=config.max_connections,
            max_keepalive_connections=config.max_connections,
        ),
        follow_redirects=False,
        # Proxies and CA bundles of the machine are right for https; plain http, which is this machine
        # only, must not be carried to a proxy with the key readable.
        trust_env=config.is_encrypted,
        verify=trust.authorities(of_machine=True) if config.is_encrypted else trust.nobody(),
    )
    return enforce(client)


def _headers(request: Request) -> dict[str, str]:
    headers = {"Accept-Language": request.language}
    if request.content is not None:
        headers["Content-Type"] = "application/json"
    return headers


def _retry_after(response: httpx.Response) -> float | None:
    header = response.headers.get("retry-after")
    return None if header is None else retries.retry_after(header, datetime.now(UTC))


def _technical(error: Exception) -> str:
    return refusals.plain(f"{type(error).__name__} {error}")


def _without_frames(error: Exception) -> Exception:
    """The same error and its causes without their frames: the header with the key is a local there."""
    link: BaseException | None = error
    for _ in range(10):
        if link is None:
            break
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    return error
