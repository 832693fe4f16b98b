"""The sandbox as a WSGI app."""

import errno
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from threading import RLock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from packages_ui.sandbox.answers import Answer, RefusalError
from packages_ui.sandbox.auth import SCHEMES, check_key
from packages_ui.sandbox.control import PREFIX, control
from packages_ui.sandbox.data import fill
from packages_ui.sandbox.faults import Fate, Faults
from packages_ui.sandbox.invoices import add_invoice
from packages_ui.sandbox.label import Shelf, kind_of
from packages_ui.sandbox.labels_untidy import renumber
from packages_ui.sandbox.records import Record, Ticker
from packages_ui.sandbox.request import Request, read_request
from packages_ui.sandbox.router import OPEN, Route, find_route, routes
from packages_ui.sandbox.switches import Switches
from packages_ui.sandbox.tally import Tally
from packages_ui.sandbox.zpl_printer import ZplPrinter

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

FIXED_TIME = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
_PIECES = 10


class DroppedError(ConnectionResetError):
    """The connection is lost; `answer` is what was being sent, or None when nothing was done."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(errno.ECONNRESET, "The sandbox dropped the connection")
        self.answer = answer


class Sandbox:
    """A Seller Center in memory: `sandbox(environ, start_response)`. Safe in threads.

    The same `packages`, `seed` and `clock` give the same data and labels. `auth_scheme` is "" (only the
    bare key), "Token" or "any". Without a `clock` the time stands still at `FIXED_TIME`. `printer` stands
    beside it and can be controlled at the same place. `untidy`: labels and tracking numbers as real carriers
    have them, and packages with invoices.
    """

    def __init__(
        self,
        *,
        packages: int = 400,
        seed: int = 1,
        api_key: str = "sandbox-key",
        auth_scheme: str = "",
        clock: Callable[[], datetime] | None = None,
        switches: Switches | None = None,
        printer: ZplPrinter | None = None,
        untidy: bool = False,
    ) -> None:
        if auth_scheme not in SCHEMES:
            raise ValueError(f"auth_scheme must be one of {SCHEMES}, not {auth_scheme!r}.")
        self._size, self._seed = packages, seed
        self.printer, self._untidy = printer, untidy
        self._api_key, self._auth_scheme = api_key, auth_scheme
        self._clock = clock or (lambda: FIXED_TIME)
        self._first_switches = switches or Switches()
        self._clock_minutes = self._first_switches.clock_minutes
        self._lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Everything as at the start: data, counts, labels and switches."""
        store = fill(packages=self._size, seed=self._seed, ticker=Ticker(self._now))
        for record in store.packages.values() if self._untidy else ():
            renumber(record, kind_of(record, untidy=True))
            add_invoice(record)
        with self._lock:
            self._store, self._tally, self._routes = store, Tally(), routes(Shelf(untidy=self._untidy))
            self.switches = self._first_switches

    def _now(self) -> datetime:
        return self._clock() + timedelta(minutes=self._clock_minutes)

    @property
    def switches(self) -> Switches:
        """What goes wrong; assign another value to change it. Dice and buckets start again."""
        return self._switches

    @switches.setter
    def switches(self, switches: Switches) -> None:
        with self._lock:
            self._switches, self._faults = switches, Faults(switches)
            self._clock_minutes = switches.clock_minutes
            self._store.ignored, self._store.unanswerable = switches.ignored, switches.unanswerable

    @property
    def packages(self) -> dict[str, Record]:
        """Every package by number, oldest first."""
        return self._store.packages

    @property
    def orders(self) -> dict[str, list[str]]:
        """The numbers of each order's packages."""
        return self._store.orders

    @property
    def calls(self) -> Counter[str]:
        """How often each call came, such as `{"PKG104": 12}`, refused ones too."""
        return self._tally.calls

    @property
    def refused(self) -> Counter[str]:
        """What the switches refused, by status, `dropped` or `malformed`."""
        return self._tally.refused

    @property
    def most_at_once(self) -> int:
        """The largest number of calls that were under way at one time."""
        return self._tally.most_at_once

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request. DroppedError when the connection is to be lost."""
        request = read_request(environ)
        try:
            answer = control(self, request) if request.path.startswith(PREFIX) else self._answer(request)
        except RefusalError as refusal:
            answer = refusal.answer
        start_response(answer.status_line, answer.header_list())
        slow = self.switches.slow_body_ms if not request.path.startswith(PREFIX) else 0
        return _slowly(answer.body, slow / 1000) if slow else [answer.body]

    def _answer(self, request: Request) -> Answer:
        route, parts = find_route(self._routes, method=request.method, path=request.path)
        with self._lock:
            tally, latency, fate = self._tally, self.switches.latency_ms, self._faults.fate()
            tally.arrive(route.call, fate.name)
        started = monotonic()
        try:
            return self._fated(fate, route, request, parts)
        finally:
            # work counts towards the latency, so that drawing a label does not add to it
            sleep(max(latency / 1000 - (monotonic() - started), 0))
            with self._lock:
                tally.leave()

    def _fated(self, fate: Fate, route: Route, request: Request, parts: tuple[str, ...]) -> Answer:
        if fate.refusal:
            return fate.refusal
        if fate.drop == "before":
            raise DroppedError(None)
        answer = self._act(route, request, parts)
        if fate.drop:
            raise DroppedError(answer)
        if fate.malformed and answer.status == 200:
            return Answer(status=200, body=answer.body[: len(answer.body) // 2])
        return answer

    def _act(self, route: Route, request: Request, parts: tuple[str, ...]) -> Answer:
        try:
            if route.call not in OPEN:
                check_key(request.authorization, api_key=self._api_key, scheme=self._auth_scheme)
            with self._lock:
                found: Any = route.handler(self._store, request, *parts)
            answer: Answer = found() if callable(found) else found
        except RefusalError as refusal:
            return refusal.answer
        return answer


def _slowly(body: bytes, seconds: float) -> Iterator[bytes]:
    """The body in ten pieces with a rest before each."""
    size = max(-(-len(body) // _PIECES), 1)
    for start in range(0, len(body), size):
        sleep(seconds / _PIECES)
        yield body[start : start + size]
