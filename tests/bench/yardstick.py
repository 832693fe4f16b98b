"""What the same machine needs in the same minute for next to nothing: the measure of every figure in time.

A bare Django page through the same gunicorn, a bare echo through the same browser, a bare Celery task, and a
piece of plain Python for what only computes. All in milliseconds.
"""

import time
from hashlib import sha256
from uuid import uuid4

import httpx
from playwright.sync_api import Page

from tests.bench.plain import answer
from tests.processes import Product

ROUNDS, GOES = 1350, 100  # so many rounds take about a millisecond on a quiet machine
ECHO = """async () => {
  const began = performance.now();
  const text = await (await fetch("/bare/")).text();
  const echo = document.createElement("p");
  echo.textContent = text;
  document.body.append(echo);
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  echo.remove();
  return performance.now() - began;
}"""


def page(browser: httpx.Client) -> float:
    """The web has to be tests.bench.web, and the browser signed in."""
    began = time.perf_counter()
    if browser.get("/bare/").raise_for_status().text != "ok":
        raise RuntimeError("the bare page is not the bare page")
    return (time.perf_counter() - began) * 1000


def echo(browser: Page) -> float:
    """From asking to the next painted frame."""
    return float(browser.evaluate(ECHO))


def task(made: Product) -> float:
    """From sending it until it has answered. The worker has to know tests.bench.plain."""
    key, redis = uuid4().hex, made.redis()
    began = time.perf_counter()
    answer.apply_async((key,), queue="paper")
    if redis.blpop([key], timeout=30) is None:
        raise RuntimeError("the bare task did not answer")
    return (time.perf_counter() - began) * 1000


def python() -> float:
    """About 1 on a quiet machine: the quickest of three, each as long as other work lasts."""
    return min(_hashed() for _ in range(3))


def _hashed() -> float:
    began, digest = time.perf_counter(), b""
    for _ in range(ROUNDS * GOES):
        digest = sha256(digest * 32).digest()
    return (time.perf_counter() - began) * 1000 / GOES
