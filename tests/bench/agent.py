"""By way of an agent: from the click to the first byte at its printer, a printer's own pace, and what agents
cost the web that have nothing to do."""

import http.client
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import random
from tempfile import mkdtemp
from threading import Event, Thread
from typing import Any

import httpx
from django.http import HttpResponse

from packages_ui.models import PrintAgent, Printer, Station
from packages_ui.sandbox.zpl_printer import ZplPrinter
from packages_ui.services.printing import agent_file, agents
from packages_ui.services.printing.agents import Introduction
from packages_ui.views.stations.this_browser import bind
from tests.agent.cutting import CuttingProxy
from tests.agent.product import Agent
from tests.bench import yardstick
from tests.bench.printing import LATENCY, PACED, PACKAGES, _click, _print, _printable, _sign_in, _user
from tests.bench.table import Table, percentile
from tests.families import cpu_of
from tests.processes import Product

WAYS = 2.5  # over the link: asked how the printer is, answered, a new connection meanwhile, and the label
LINK = 0.05  # seconds that a question takes to the web and its answer back
CLICKS = 20
IDLE, IDLE_SECONDS = 60, 55
WATCHED, HEAD = 1.0, 1.5  # seconds: how often a printer of an open page is checked, and the head asked for
TROUBLES = 12


def measure(made: Product, table: Table) -> None:
    made.start_sandbox("--packages", str(PACKAGES))
    made.start_worker("worker", "-I", "tests.bench.plain", "-c", "3")
    made.start_beat()
    made.start_web("--workers", "2", "--threads", "4")
    numbers = _printable()
    try:
        with ExitStack() as stack:
            peer, printer = _desk(made, stack)
            _first_byte(made, table, peer, printer, numbers)
            _pace(made, table, peer, printer, numbers)
            _trouble(made, table, peer, printer)
        _idle(made, table)
    finally:
        for name in ("web", "beat", "worker", "sandbox"):
            made.stop(name)


def _desk(made: Product, stack: ExitStack) -> tuple[ZplPrinter, Printer]:
    """An agent that is LINK away, and its printer."""
    peer = stack.enter_context(ZplPrinter())
    proxy = stack.enter_context(CuttingProxy(made.web_port, delay=LINK / 2))
    words = ("--allow-port", str(peer.port))
    agent = Agent(
        made, Path(mkdtemp(prefix="bench-agent-")), f"tcp:{peer.host}:{peer.port}", words, server=proxy.url
    )
    agent.pair()
    agent.start()
    stack.callback(agent.kill)
    agent.wait_seen()
    return peer, Printer.objects.create(**{**agent.fields(), "name": "bench agent"})


def _first_byte(
    made: Product, table: Table, peer: ZplPrinter, printer: Printer, numbers: Sequence[str]
) -> None:
    made.switches(latency_ms=LATENCY)
    _user()
    with httpx.Client(base_url=made.web_url, timeout=30) as browser:
        _sign_in(browser)
        _click(browser, printer, peer, numbers[:1])
        over, plain = list[float](), list[float]()
        for _ in range(CLICKS):
            over.append(_click(browser, printer, peer, numbers[:1]) - LATENCY)
            plain.append(yardstick.page(browser) + yardstick.task(made) + WAYS * LINK * 1000)
    what = "click to the label at an agent's printer 50 ms away, over the label call"
    table.add_both(what, over, plain, most=(200, 300), times=(2, 2.2))


def _pace(made: Product, table: Table, peer: ZplPrinter, printer: Printer, numbers: Sequence[str]) -> None:
    made.switches(latency_ms=LATENCY)
    peer.set(slow=1)
    seconds, _ = _print([printer], [peer], numbers[:PACED])
    table.add(
        f"{PACED} labels at 1/s by way of an agent, × the printer's own time", seconds / PACED, most=1.03
    )


def _trouble(made: Product, table: Table, peer: ZplPrinter, printer: Printer) -> None:
    """From the last label of the roll to the head of a page that asks in its own time: what the scheduler and
    that page wait for is most of it."""
    station = Station.objects.create(name="bench agent", label_printer=printer)
    took = list[float]()
    with httpx.Client(base_url=made.web_url, timeout=30) as browser:
        _sign_in(browser)
        browser.cookies.set("station", bind(HttpResponse(), station).cookies["station"].value)
        for paper in (0, None) * (TROUBLES // 2):
            _seen(browser, is_out=paper != 0)
            time.sleep(WATCHED * random())
            peer.set(paper=paper)
            took.append(_seen(browser, is_out=paper == 0))
    what = f"trouble of an agent's printer to the head of a page, and its end, worst of {TROUBLES}"
    table.add(what, max(took), "s", 3, yardstick=WATCHED + HEAD, times=1.2)


def _seen(browser: httpx.Client, *, is_out: bool) -> float:
    """Seconds until the head says it, or no longer."""
    began = time.perf_counter()
    while ("is out of paper" in browser.get("/stations/here/").raise_for_status().text) != is_out:
        time.sleep(HEAD)
    return time.perf_counter() - began


def _idle(made: Product, table: Table) -> None:
    """Agents that ask and get nothing: what they take of a core, and whether a page still has a thread."""
    over = Event()
    tokens = [_paired(number) for number in range(IDLE)]
    before, began = _cpu(made), time.perf_counter()
    threads = [Thread(target=_ask, args=(made.web_port, *each, over), daemon=True) for each in tokens]
    for thread in threads:
        thread.start()
    pages = []
    with httpx.Client(base_url=made.web_url, timeout=30) as browser:
        while time.perf_counter() - began < IDLE_SECONDS:
            over.wait(5)
            start = time.perf_counter()
            browser.get("/livez").raise_for_status()
            pages.append((time.perf_counter() - start) * 1000)
    share = (_cpu(made) - before) / (time.perf_counter() - began)
    over.set()
    table.add(f"{IDLE} idle agents, web's CPU", share * 100, "%", most=5)
    page = yardstick.python()
    table.add(
        f"a page beside {IDLE} held polls (8 threads), p95", percentile(pages, 0.95), "ms", yardstick=page
    )


def _paired(number: int) -> tuple[str, dict[str, Any]]:
    """Token, and what the agent says."""
    _agent, code = agents.make_code(name=f"idle {number}", user_id=None)
    said = {"journal": f"{number:016}", "machine": f"{number:032}"}
    _agent, token = agents.pair(code=code, introduction=Introduction(**said), address=f"10.0.0.{number}")
    PrintAgent.objects.filter(name=f"idle {number}").update(
        found=[{"key": "x", "name": "x", "two_way": True}]
    )
    return token, {**said, "session": f"{number}", "hold": 25, "version": agent_file.version()}


def _ask(port: int, token: str, message: dict[str, Any], over: Event) -> None:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    while not over.is_set():
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
        try:
            line.request("POST", "/agent/next", json.dumps(message), headers)
            answer = json.load(line.getresponse())
        except (OSError, ValueError, http.client.HTTPException):
            return
        finally:
            line.close()
        over.wait(answer.get("pause", 0))


def _cpu(made: Product) -> float:
    return cpu_of(made.running["web"].pid)
