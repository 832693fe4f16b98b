"""A desk gets a new PC while its labels print: real agents, and nothing comes out twice."""

from pathlib import Path

from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.agent.cutting import CuttingProxy
from tests.agent.product import Agent
from tests.agent.test_hand_over import states
from tests.faults.agents import Desk
from tests.faults.playing import packages
from tests.faults.rounds import Round
from tests.processes import Product, until

LABELS = 12
MOVE = """
import json
from packages_ui.models import PrintAgent
from packages_ui.services.printing.agent_move import move_printers
old, new = (PrintAgent.objects.get(pk=pk) for pk in ({old}, {new}))
moved = move_printers(agent=old, to=new, user_id=None)
print(json.dumps([len(moved.printers), moved.to_check]))
"""


def test_it_goes_on_by_the_new_pc_and_prints_nothing_twice(
    made: Product, tcp_agent: Agent, printer: ZplPrinter, tmp_path: Path
) -> None:
    new = Agent(made, tmp_path / "new", tcp_agent.key, tcp_agent.words, name=f"new {tmp_path.name}")
    new.pair()
    printer.set(most=3)  # until it is moved
    try:
        for agent in (tcp_agent, new):
            agent.start()
            agent.wait_seen()
        with CuttingProxy(made.web_port) as proxy:
            desk = Desk(printer, tcp_agent, proxy, name=tcp_agent.name)
            a_round = Round(made, [desk], list(packages(200))[-LABELS:], seed=1)
            a_round.ask()
        assert printer.wait_printed(3)
        moves = list[list[int]]()
        until(lambda: is_moved(moves, made, tcp_agent, new), "no label to be under way")
        printer.set(most=None)
        until(lambda: settled(states(a_round, desk)) == LABELS, "paper")
    finally:
        new.stop()
    came = desk.numbers()
    asked = states(a_round, desk).get("unknown", 0)
    assert len(set(came)) == len(came)
    assert asked == moves[-1][1]  # what the printer held at that moment and had not confirmed
    assert len(came) == LABELS
    assert 0 < len(printed_by(new)) < LABELS
    assert not set(printed_by(new)) & set(printed_by(tcp_agent))
    assert len(printed_by(new)) + len(printed_by(tcp_agent)) == LABELS


def is_moved(moves: list[list[int]], made: Product, old: Agent, new: Agent) -> bool:
    """Each try: how many printers were moved, and how many labels have to be checked."""
    moves.append(made.python(MOVE.format(old=old.pk, new=new.pk)))
    return moves[-1][0] == 1


def settled(found: dict[str, int]) -> int:
    return found.get("printed", 0) + found.get("unknown", 0)


def printed_by(agent: Agent) -> list[str]:
    """The hand-overs that it has begun."""
    return [line for line in agent.journal() if line.startswith("begun")]
