"""Labels by way of an agent, whatever goes wrong at each point of a hand-over: none lost, none doubled, at
most one asked about for each kill.

A few with `make test`, others with each commit; `make soak` runs AGENT_ROUNDS of all kinds.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pytest

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.agent.cutting import CuttingProxy
from tests.agent.product import Agent
from tests.agent.stopping import POINTS
from tests.faults import agents
from tests.faults.agents import Desk, Fault
from tests.faults.playing import cases, name_of, packages, played
from tests.faults.rounds import LEASE, Count, Round, count
from tests.processes import Product, until

LABELS = 12
FEW_ROUNDS = 2


@dataclass(frozen=True)
class Plan:
    """`unknown`: how many labels a person may have to answer for besides one a kill."""

    fault: Fault
    point: str = ""
    counts: bool = False
    unknown: int = 0

    def __str__(self) -> str:
        return "-".join(filter(None, (self.fault.__name__, self.point, "counting" * self.counts)))


PLANS = [
    *(Plan(agents.kill_the_agent, point) for point in POINTS),
    *(Plan(agents.kill_the_worker, point) for point in POINTS),
    *(Plan(agents.kill_the_web, point) for point in POINTS),
    *(Plan(agents.cut_the_line, point) for point in POINTS),
    *(Plan(agents.kill_the_agent, point, counts=True) for point in POINTS),
    *(Plan(agents.flush_redis, point) for point in ("asked", "done")),
    Plan(agents.unplug_the_printer, unknown=LABELS),
    Plan(agents.unplug_the_printer, counts=True),
    Plan(agents.run_out_of_paper),
]


@pytest.fixture(scope="module")
def rounds(request: pytest.FixtureRequest, shared: Product) -> Iterator[dict[int, Future[Count]]]:
    with played(request, partial(play, shared=shared)) as futures:
        yield futures


@pytest.mark.parametrize("case", cases(PLANS, rounds="AGENT_ROUNDS", few=FEW_ROUNDS), ids=name_of)
def test_it_loses_and_doubles_nothing(case: tuple[Plan, int], rounds: dict[int, Future[Count]]) -> None:
    plan, seed = case
    came = rounds[seed].result()
    print(plan, came)  # noqa: T201 - the closing note wants the counts
    assert came.lost == []
    assert came.doubled == []
    assert came.hidden == []
    assert came.disorder == []
    assert came.states["failed"] == 0
    assert came.states["unknown"] <= came.kills + plan.unknown


def play(plan: Plan, seed: int, shared: Product) -> Count:
    """One round from its beginning to its end."""
    folder = Path(mkdtemp(prefix="agent-round-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        made = _product(folder, shared, stack)
        desk = _desk(plan, made, stack)
        a_round = Round(made, [desk], list(packages(LABELS)), seed)
        a_round.start_web()
        desk.agent.pair()
        a_round.start_worker()
        plan.fault(a_round, desk, plan.point)
        a_round.wait_until_settled()
        return count(a_round)


def _product(folder: Path, shared: Product, stack: ExitStack) -> Product:
    made = Product(folder, env={"PRINT_LEASE_SECONDS": str(LEASE), "PRINT_SILENT_SECONDS": "60"})
    stack.callback(made.close)
    shutil.copy(shared.folder / "db.sqlite3", folder / "db.sqlite3")
    made.start_redis()
    made.sandbox_port = shared.sandbox_port
    made.env["SANDBOX_PORT"] = str(shared.sandbox_port)
    return made


def _desk(plan: Plan, made: Product, stack: ExitStack) -> Desk:
    printer = stack.enter_context(ZplPrinter(counts=plan.counts))
    proxy = stack.enter_context(CuttingProxy(made.web_port))
    key, words = f"tcp:{printer.host}:{printer.port}", ("--allow-port", str(printer.port))
    agent = Agent(made, made.folder / "agent", key, words, server=proxy.url)
    stack.callback(agent.kill)
    return Desk(printer, agent, proxy, counts=plan.counts)


RESUME = """
import json
from packages_ui.services.printing.restored import resume
print(json.dumps(resume(user_id=None)))
"""
HELD = "SELECT count(*) FROM packages_ui_printhold WHERE since IS NOT NULL"
HALF = LABELS // 2


@pytest.mark.in_turn(one_in=3)
def test_it_prints_nothing_again_once_the_server_is_restored_from_yesterday(shared: Product) -> None:
    """The PC knows what it printed, and goes on asking a server that knows less."""
    folder = Path(mkdtemp(prefix="agent-restored-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        plan = Plan(agents.run_out_of_paper)
        made = _product(folder, shared, stack)
        desk = _desk(plan, made, stack)
        numbers = list(packages(LABELS))
        first, rest = (Round(made, [desk], part, 1) for part in (numbers[:HALF], numbers[HALF:]))
        first.start_web()
        desk.agent.pair()
        desk.agent.start()
        desk.agent.wait_seen()
        first.start_worker()
        first.ask()
        first.wait_until_settled()
        _copy(folder / "db.sqlite3", folder / "backup.sqlite3")
        rest.ask(key="later")
        until(lambda: len(desk.printer.printed) == LABELS, "all labels")
        until(lambda: rest.states() == {"printed": LABELS}, "the last word")
        for name in ("worker", "beat", "web"):
            made.stop(name)
        for path in folder.glob("db.sqlite3*"):
            path.unlink()
        _copy(folder / "backup.sqlite3", folder / "db.sqlite3")
        rest.start_web()
        rest.start_worker()
        until(lambda: rest.rows(HELD)[0][0] == 1, "printing to be held")
        assert rest.states() == {"printed": HALF, "unknown": HALF}
        assert made.python(RESUME)
        desk.agent.wait_seen()
        assert len(desk.printer.printed) == LABELS


def _copy(here: Path, there: Path) -> None:
    now, backup = map(sqlite3.connect, (here, there))
    with closing(now), closing(backup):
        now.backup(backup)
