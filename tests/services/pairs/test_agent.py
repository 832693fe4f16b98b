"""Every pair of verbs on one PC with the print agent: see test_batch."""

from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from packages_ui.models import Act, PrintAgent, Printer
from packages_ui.services.printing import agents
from packages_ui.services.printing.agent_move import move_printers
from packages_ui.services.printing.agents import Introduction, NotPaired, Report
from packages_ui.services.printing.stations import save_printer
from tests.services.batch_makers import person
from tests.services.pairs.at_once import Actors, Verb
from tests.services.pairs.check import Pair, all_pairs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]
_worlds = count(1)
JOURNAL, MACHINE = "j" * 32, "m" * 32


@dataclass
class AgentWorld:
    """A PC with a code; `paired`: with a token instead, and a printer that is not its own yet."""

    paired: bool
    id: str = field(default_factory=lambda: f"pc {next(_worlds)}")

    def __post_init__(self) -> None:
        self.user = person().pk
        self.agent_id, self.code = self.made()
        if self.paired:
            self.pair()
        self.printer = Printer.objects.create(name=f"printer {self.id}", kind="raw", address="127.0.0.1:9100")
        Act.objects.all().delete()

    def made(self) -> tuple[int, str]:
        agent, code = agents.make_code(name=self.id, user_id=self.user)
        return agent.pk, code

    def pair(self, code: str = "") -> None:
        said = Introduction(journal=JOURNAL, machine=MACHINE)
        agents.pair(code=code or self.code, introduction=said, address=self.id)

    def agent(self) -> PrintAgent:
        return PrintAgent.objects.get(pk=self.agent_id)

    def seen(self) -> tuple[object, ...]:
        rows = PrintAgent.objects.filter(name=self.id).order_by("pk")
        return (
            [self.row(agent) for agent in rows],
            [(kind, (name or "").replace(self.id, "pc")) for kind, name in self.printers()],
            sorted(self.told(act) for act in Act.objects.all()),
        )

    def printers(self) -> list[tuple[str, str | None]]:
        return list(Printer.objects.filter(pk=self.printer.pk).values_list("kind", "agent__name"))

    def row(self, agent: PrintAgent) -> tuple[object, ...]:
        states = (agent.paired_at, agent.revoked_at, agent.token_hash, agent.code_hash, agent.code_until)
        return (*map(bool, states), agent.session, agent.begun, agent.trouble)

    def told(self, act: Act) -> tuple[str, str, str]:
        return act.verb, str(sorted(act.before)), str(sorted(act.after))


def told(verb: Any) -> Verb:
    """Whether it was done; what it returns bears secrets."""

    def done() -> bool:
        try:
            return verb() is not False
        except (NotPaired, agents.Superseded, agents.Foreign):
            return False

    return done


def new_code(world: AgentWorld) -> Verb:
    return told(partial(agents.make_code, name=world.id, user_id=world.user))


def pair(world: AgentWorld) -> Verb:
    return told(world.pair)


def revoke(world: AgentWorld) -> Verb:
    return told(partial(agents.revoke, agent=world.agent(), user_id=world.user))


def forget(world: AgentWorld) -> Verb:
    return told(partial(agents.forget, agent=world.agent(), user_id=world.user))


def report(world: AgentWorld) -> Verb:
    said = Report(session="s1", journal=JOURNAL, machine=MACHINE, begun=3)
    return told(partial(agents.note, agent=world.agent(), report=said))


def late_report(world: AgentWorld) -> Verb:
    """Of the same process; it was overtaken on its way."""
    said = Report(session="s1", journal=JOURNAL, machine=MACHINE, begun=2)
    return told(partial(agents.note, agent=world.agent(), report=said))


def copied(world: AgentWorld) -> Verb:
    """From another PC with its token."""
    said = Report(session="s2", journal="k" * 32, machine=MACHINE)
    return told(partial(agents.note, agent=world.agent(), report=said))


def give_it_a_printer(world: AgentWorld) -> Verb:
    printer = Printer.objects.get(pk=world.printer.pk)
    printer.kind, printer.agent_id, printer.address = Printer.Kind.AGENT, world.agent_id, "usb"
    fields = ["name", "kind", "address", "agent"]
    return told(partial(save_printer, printer=printer, fields=fields, user_id=world.user))


def move_its_printers(world: AgentWorld) -> Verb:
    """To a PC that is there already."""
    to = PrintAgent.objects.get(name=f"other {world.id}")
    return told(lambda: bool(move_printers(agent=world.agent(), to=to, user_id=world.user).printers))


UNPAIRED = (new_code, pair, revoke, forget)
PAIRED = (new_code, report, late_report, copied, revoke, forget)


def with_printer() -> AgentWorld:
    """It has a printer on its network, and there is another PC."""
    world = AgentWorld(paired=True)
    PrintAgent.objects.create(name=f"other {world.id}", paired_at=timezone.now())
    address = f"{world.agent_id}/tcp:192.0.2.7:9100"
    Printer.objects.filter(pk=world.printer.pk).update(kind="agent", agent=world.agent_id, address=address)
    return world


def faults_of(two: Actors, *, paired: bool, pairs: Any) -> list[str]:
    make: Any = partial(AgentWorld, paired=paired)
    return [fault for one in pairs for fault in Pair(two, make, *one).faults()]


def test_it_does_any_two_things_to_a_pc_with_a_code(two: Actors) -> None:
    assert faults_of(two, paired=False, pairs=all_pairs(UNPAIRED)) == []  # type: ignore[arg-type]


def test_it_does_any_two_things_to_a_paired_pc(two: Actors) -> None:
    assert faults_of(two, paired=True, pairs=all_pairs(PAIRED)) == []  # type: ignore[arg-type]


def test_it_gives_a_printer_to_a_pc_while_anything_is_done_to_it(two: Actors) -> None:
    pairs = [(give_it_a_printer, verb) for verb in (report, revoke)]
    assert faults_of(two, paired=True, pairs=pairs) == []


def test_it_moves_the_printers_of_a_pc_while_anything_is_done_to_it(two: Actors) -> None:
    verbs = (move_its_printers, report, revoke, forget)
    make: Any = with_printer
    pairs: Any = [(move_its_printers, verb) for verb in verbs]
    assert [fault for one in pairs for fault in Pair(two, make, *one).faults()] == []
