"""The web as it is, for gunicorn, with two things more. Each answer says what Seller Center took of its time
(X-Api-Ms: from a call's first byte to its answer's head, calls at once counted once) and what CPU its thread
used (X-Cpu-Ms). /bare/ is a page that does nothing: the yardstick."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import Any

import httpx
from django.conf import settings

from backoffice.wsgi import application as product

Calls = list[tuple[float, float]]
settings.ROOT_URLCONF = "tests.bench.bare"
calls_of: ContextVar[Calls | None] = ContextVar("calls_of", default=None)
call, submit = httpx.HTTPTransport.handle_request, ThreadPoolExecutor.submit


def timed_call(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
    began = time.perf_counter()
    try:
        return call(transport, request)
    finally:
        if (calls := calls_of.get()) is not None:
            calls.append((began, time.perf_counter()))


def submit_with_context(
    pool: ThreadPoolExecutor, work: Callable[..., Any], /, *args: Any, **kwargs: Any
) -> "Future[Any]":
    """Calls of a thread count for the request that began it."""
    return submit(pool, copy_context().run, work, *args, **kwargs)


httpx.HTTPTransport.handle_request = timed_call  # type: ignore[method-assign, assignment] # only in this process
ThreadPoolExecutor.submit = submit_with_context  # type: ignore[method-assign, assignment] # the same


def seconds_of(calls: Calls) -> float:
    """Those at the same time count once."""
    seconds, until = 0.0, 0.0
    for began, ended in sorted(calls):
        seconds += max(ended - max(began, until), 0.0)
        until = max(until, ended)
    return seconds


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    calls, began = Calls(), time.thread_time()
    calls_of.set(calls)

    def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        api, cpu = seconds_of(calls) * 1000, (time.thread_time() - began) * 1000
        ours = [("X-Api-Ms", f"{api:.1f}"), ("X-Cpu-Ms", f"{cpu:.2f}")]
        return start_response(status, [*headers, *ours], *more)

    return product(environ, started)
