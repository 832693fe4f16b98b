"""A product of real processes, and an agent that is paired with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.agent.product import Agent
from tests.faults.playing import PACKAGES
from tests.faults.rounds import LEASE
from tests.processes import Product, product


@pytest.fixture(scope="package")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """With a web, a worker, a scheduler and a Seller Center; they start once for all files, which one of the
    workers takes (tests/dividing.py)."""
    folder = tmp_path_factory.mktemp("product")
    with product(folder, PRINT_LEASE_SECONDS=str(LEASE), PRINTERS_ON_THIS_MACHINE="yes") as running:
        running.start_sandbox("--packages", str(PACKAGES))  # those of `packages`
        running.start_web("--workers", "2", "--threads", "2", "--no-control-socket")
        running.start_worker(kept=True)
        running.start_beat()
        yield running


@pytest.fixture
def printer() -> Iterator[ZplPrinter]:
    with ZplPrinter(counts=False) as running:
        yield running


@pytest.fixture
def tcp_agent(made: Product, printer: ZplPrinter, tmp_path: Path) -> Iterator[Agent]:
    """Of a printer on the desk's network; paired, and not started yet."""
    key = f"tcp:{printer.host}:{printer.port}"
    agent = Agent(made, tmp_path / "agent", key, ("--allow-port", str(printer.port)), name=tmp_path.name)
    agent.pair()
    yield agent
    agent.stop()
