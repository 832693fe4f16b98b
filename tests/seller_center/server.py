"""A Seller Center for tests: canned answers, and what it was asked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from packages_ui.seller_center.client import SellerCenter
from packages_ui.seller_center.config import Config
from packages_ui.seller_center.gate import Gate

KEY = "s3cret-key-0123456789"
CONFIG = Config(url="https://seller.example.com", api_key=KEY)
Reply = httpx.Response | Exception
PAGE = {"count": 1, "next": None, "previous": None, "results": [{"number": "1"}]}


@dataclass
class Clock:
    """Time that passes only in `sleep`."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Server:
    """Gives the replies in turn, the last one again and again."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []
        self.clock = Clock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        reply = self.replies[min(len(self.requests), len(self.replies)) - 1]
        if isinstance(reply, Exception):
            raise reply
        return streamed(reply)

    def client(self, config: Config = CONFIG, gate: Gate | None = None) -> SellerCenter:
        return SellerCenter(
            config,
            transport=httpx.MockTransport(self),
            gate=gate,
            sleep=self.clock.sleep,
            random=lambda: 0.5,
            clock=self.clock,
        )

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.requests]


def streamed(reply: httpx.Response) -> httpx.Response:
    """The same as it comes over a line: not read yet."""
    stream = httpx.ByteStream(reply.content)
    return httpx.Response(reply.status_code, headers=reply.headers, stream=stream)


def answer(body: Any = PAGE, status: int = 200, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


def done() -> httpx.Response:
    return httpx.Response(204)


def text(content: str, status: int = 400, content_type: str = "text/html") -> httpx.Response:
    return httpx.Response(status, text=content, headers={"content-type": content_type})


Act = Callable[[SellerCenter], object]


def numbered(numbers: Iterable[int], count: int | None = None) -> httpx.Response:
    return answer(
        {"count": count, "next": "https://evil.example/", "results": [{"number": n} for n in numbers]}
    )
