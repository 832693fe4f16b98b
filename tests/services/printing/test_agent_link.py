"""What becomes of labels whose agent was asked what it did with them."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from packages_ui.models import LabelBatch, PrintAgent, Printer, PrintJob
from packages_ui.printers.errors import AgentAway, SendBroken
from packages_ui.printers.line import Deadline
from packages_ui.services import lease
from packages_ui.services.printing import agent_relay, ledger, queue
from packages_ui.services.printing.agent_link import AgentLink
from packages_ui.services.printing.agent_pages import link_of_agent
from packages_ui.services.printing.connection import LeaseGuard
from packages_ui.services.printing.printer_setup import readdress
from packages_ui.services.printing.submit import submit
from tests.services.printing.makers import job_at, ready_batch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
State, Cause = PrintJob.State, PrintJob.Cause
IDLE = (
    b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n\x021234,0\x03"
)


class FakeAgent:
    """`fates` by ID; `error` is raised, or answered where it is a text. `asked`: all commands."""

    def __init__(self) -> None:
        self.fates: dict[str, str] = {}
        self.done = False
        self.waits: list[float] = []
        self.error: Exception | str | None = None
        self.asked: list[Mapping[str, Any]] = []

    def call(self, _agent: int, command: Mapping[str, Any], seconds: float) -> Mapping[str, Any]:
        self.asked.append(command)
        self.waits.append(seconds)
        if isinstance(self.error, Exception):
            raise self.error
        if self.error:
            return {"error": self.error}
        if command["do"] == "print" and self.done:
            return {"done": True}
        if command["do"] == "fate":
            return {"fates": {job: self.fates[job] for job in command["jobs"]}}
        return {"answers": [b64encode(IDLE).decode(), ""]}


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> FakeAgent:
    made = FakeAgent()
    monkeypatch.setattr(agent_relay, "call", made.call)
    return made


@pytest.fixture
def media(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def printer() -> Printer:
    pc = PrintAgent.objects.create(name="Desk PC", paired_at=timezone.now(), seen_at=timezone.now())
    return Printer.objects.create(
        name="Zebra", kind="agent", agent=pc, address=f"{pc.pk}/usb:1", answers=True
    )


@pytest.fixture
def batch(printer: Printer) -> LabelBatch:
    return ready_batch(printer, "1001", "1002")


def lost(batch: LabelBatch, printer: Printer, cause: PrintJob.Cause = Cause.DIED) -> PrintJob:
    """The first label, as if its worker had died while it was sent."""
    batch.jobs.filter(position=1).update(
        state=State.UNKNOWN,
        cause=cause,
        handle="label-1-ab",
        printer=printer,
        attempts=1,
        sending_at=timezone.now(),
        unknown_at=timezone.now(),
    )
    return job_at(batch, 1)


def followed(printer: Printer) -> AgentLink:
    link = AgentLink(Printer.objects.get(pk=printer.pk))
    link.check()
    link.follow(queue.followed(printer))
    return link


def test_it_prints_what_the_agent_never_saw(agent: FakeAgent, printer: Printer, batch: LabelBatch) -> None:
    lost(batch, printer)
    agent.fates["label-1-ab"] = "never"
    followed(printer)
    job = job_at(batch, 1)
    assert (job.state, job.attempts, job.handle) == (State.READY, 0, "")


def test_it_knows_what_the_agent_has_sent(agent: FakeAgent, printer: Printer, batch: LabelBatch) -> None:
    lost(batch, printer, Cause.DISCONNECTED)
    agent.fates["label-1-ab"] = "done"
    followed(printer)
    assert job_at(batch, 1).state == State.SENT


def test_it_asks_a_person_about_what_was_begun(agent: FakeAgent, printer: Printer, batch: LabelBatch) -> None:
    lost(batch, printer)
    agent.fates["label-1-ab"] = "begun"
    followed(printer)
    job = job_at(batch, 1)
    assert (job.state, job.cause) == (State.UNKNOWN, Cause.BEGUN)
    assert "cut off while sending" in str(job.reason)
    assert queue.followed(printer) == []  # the agent has said all that it knows


def test_it_sends_nothing_before_the_agent_has_told(
    agent: FakeAgent, printer: Printer, batch: LabelBatch
) -> None:
    job = lost(batch, printer)
    link = AgentLink(printer)
    link.check()
    assert link.has_room([])
    assert not link.has_room([job])
    assert list(queue.printers_with_work()) == [printer]


def test_it_takes_an_agent_that_is_away_for_no_power_cut(
    agent: FakeAgent, printer: Printer, batch: LabelBatch
) -> None:
    lost(batch, printer)
    for away in (AgentAway("away"), SendBroken("no answer"), "late"):
        agent.error = away
        link = followed(printer)
        assert (link.reached, link.was_off) == (False, False)
        assert "agent" in str(link.trouble)
    agent.error = "unreachable"
    link = AgentLink(printer)
    link.check()
    assert (link.reached, link.was_off) == (False, True)
    assert job_at(batch, 1).state == State.UNKNOWN


def test_it_takes_an_agent_that_went_before_a_label_for_no_power_cut(
    agent: FakeAgent, printer: Printer, batch: LabelBatch
) -> None:
    """Redis has forgotten that the agent is there, or its PC has just gone."""
    token = lease.take(name=ledger.lease_name(printer.pk), seconds=20)
    assert token
    link = AgentLink(Printer.objects.get(pk=printer.pk))
    link.check()
    job, paper = job_at(batch, 1), link.prepare(b"^XA^FDSam^FS^XZ", "zpl")
    agent.error = AgentAway("it has not asked for work")
    guard = LeaseGuard(token, Deadline.within(20))
    assert not submit(job, paper, conn=link, guard=guard, jobs=[])
    assert job_at(batch, 1).state == State.READY
    assert (link.reached, link.was_off) == (False, False)


def test_it_asks_another_pc_nothing_of_what_this_one_had(
    agent: FakeAgent, printer: Printer, batch: LabelBatch
) -> None:
    lost(batch, printer)
    other = PrintAgent.objects.create(name="Desk 4 PC", seen_at=timezone.now())
    printer.agent, printer.address = other, f"{other.pk}/usb:1"
    readdress(printer=printer, fields=["agent", "address"])
    followed(Printer.objects.get())
    assert [command["do"] for command in agent.asked] == ["ask"]
    assert job_at(batch, 1).state == State.UNKNOWN


def test_it_leaves_to_an_administrator_what_came_after_a_backup(
    agent: FakeAgent, printer: Printer, batch: LabelBatch
) -> None:
    lost(batch, printer, Cause.RESTORED)
    followed(printer)
    assert [command["do"] for command in agent.asked] == ["ask"]
    assert job_at(batch, 1).state == State.UNKNOWN


def test_it_calls_what_a_queue_took_sent_and_not_confirmed(
    agent: FakeAgent, printer: Printer, batch: LabelBatch
) -> None:
    Printer.objects.update(answers=False)
    agent.error = "one_way"
    link = AgentLink(Printer.objects.get())
    link.check()
    assert (link.reached, link.was_off, str(link.trouble)) == (True, False, "")
    assert link.has_room([])


def test_it_makes_pages_for_a_queue_that_takes_pdf(agent: FakeAgent, printer: Printer) -> None:
    Printer.objects.update(language="pdf", answers=False)
    link = link_of_agent(Printer.objects.get())
    printable = link.prepare(b"^XA^FO40,40^A0N,40,40^FDSam^FS^XZ", "zpl")
    assert printable.content.startswith(b"%PDF")
    agent.done = True
    link.send(printable, handle="label-1-ab", until=Deadline.within(10))
    assert agent.asked[-1]["pages"] is True


def test_it_waits_for_no_agent_longer_than_a_hand_over_may_take(agent: FakeAgent, printer: Printer) -> None:
    Printer.objects.update(counts=True)
    link = AgentLink(Printer.objects.get())
    agent.done = True
    link.check()
    link.send(link.prepare(b"^XA^FDSam^FS^XZ", "zpl"), handle="x", until=Deadline.within(3600))
    assert len(agent.waits) == 2
    assert max(agent.waits) < settings.PRINT_STEP_SECONDS
