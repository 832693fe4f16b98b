"""What can go wrong while labels are printed by way of an agent, at each point of a hand-over."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.agent import stopping
from tests.agent.cutting import CuttingProxy
from tests.agent.product import Agent
from tests.faults.rounds import FOOTER, Round
from tests.processes import ROOT, until


@dataclass
class Desk:
    """A PC with an agent and a printer, as a peer of a round."""

    printer: ZplPrinter
    agent: Agent
    proxy: CuttingProxy
    counts: bool = False
    name: str = "zebra"

    def fields(self) -> dict[str, Any]:
        return {**self.agent.fields(), "name": self.name, "counts": self.counts}

    def numbers(self) -> list[str]:
        return [found[1].decode() for zpl in list(self.printer.printed) if (found := FOOTER.search(zpl))]

    @property
    def flags(self) -> Path:
        return self.agent.folder / "flags"

    def start_stopping(self, point: str, how: str, nth: int) -> None:
        """The agent, which stops at this point of the nth label."""
        self.flags.mkdir(exist_ok=True)
        self.agent.environment = {"PYTHONPATH": str(ROOT)}
        self.agent.before = (point, how, str(nth), str(self.flags))
        self.agent.start(Path(stopping.__file__))
        self.agent.before = ()
        self.agent.wait_seen()

    def wait_stopped(self) -> None:
        until((self.flags / "at").exists, "the agent to come to its point")

    def go(self) -> None:
        (self.flags / "go").touch()


Fault = Callable[[Round, Desk, str], None]


def _nth(a_round: Round) -> int:
    return a_round.random.randint(2, max(len(a_round.packages) - 3, 2))


def kill_the_agent(a_round: Round, desk: Desk, point: str) -> None:
    desk.start_stopping(point, "die", _nth(a_round))
    a_round.ask()
    desk.agent.wait_ended()
    a_round.kills += 1
    desk.agent.start()


def kill_the_worker(a_round: Round, desk: Desk, point: str) -> None:
    desk.start_stopping(point, "wait", _nth(a_round))
    a_round.ask()
    desk.wait_stopped()
    a_round.kill_worker()
    desk.go()
    a_round.start_worker()


def kill_the_web(a_round: Round, desk: Desk, point: str) -> None:
    desk.start_stopping(point, "wait", _nth(a_round))
    a_round.ask()
    desk.wait_stopped()
    a_round.made.kill("web")
    a_round.kills += 1
    desk.go()
    time.sleep(a_round.random.random())
    a_round.start_web()


def cut_the_line(a_round: Round, desk: Desk, point: str) -> None:
    desk.start_stopping(point, "wait", _nth(a_round))
    a_round.ask()
    desk.wait_stopped()
    desk.proxy.is_down = True
    desk.proxy.cut()
    a_round.kills += 1
    desk.go()
    time.sleep(a_round.random.random() * 2)
    desk.proxy.is_down = False


def unplug_the_printer(a_round: Round, desk: Desk, point: str) -> None:
    desk.agent.start()
    desk.agent.wait_seen()
    a_round.ask()
    a_round.wait_for_some()
    desk.printer.power_cut()
    time.sleep(1)
    desk.printer.power_on()


def run_out_of_paper(a_round: Round, desk: Desk, point: str) -> None:
    desk.agent.start()
    desk.agent.wait_seen()
    desk.printer.set(paper=a_round.random.randint(1, 10))
    a_round.ask()
    until(lambda: desk.printer.paper == 0, "the end of the roll")
    time.sleep(1)
    desk.printer.feed()


def flush_redis(a_round: Round, desk: Desk, point: str) -> None:
    desk.start_stopping(point, "wait", _nth(a_round))
    a_round.ask()
    desk.wait_stopped()
    a_round.made.redis().flushall()
    desk.go()
