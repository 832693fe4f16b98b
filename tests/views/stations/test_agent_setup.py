"""Pairing a PC and taking that back, on the page of stations; a printer of a PC; an agent that is away."""

import ast
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from packages_ui.models import Act, PrintAgent, Printer
from packages_ui.services.printing import agent_file, agents
from packages_ui.services.printing.agents import Introduction
from packages_ui.services.printing.condition import condition_of, seen_at
from tests.services.station_makers import station_at
from tests.views.stations.test_printer_edit import ADD, GOOD, edit
from tests.views.stations.test_stations import page, words

pytestmark = pytest.mark.django_db
CODE = "/stations/agents/code/"
FOUND = [
    {"key": "usb:52J1234", "name": "Zebra on USB, 52J1234", "two_way": True},
    {"key": "queue:ZD220", "name": "ZD220 (queue)", "two_way": False},
]


def agent_of(**fields: Any) -> PrintAgent:
    """Paired, and seen just now."""
    now = timezone.now()
    given = {"name": "Desk 3 PC", "paired_at": now, "seen_at": now, "found": FOUND, "version": "1.0"}
    return PrintAgent.objects.create(**{**given, **fields})


def printer_at(agent: PrintAgent) -> Printer:
    address = f"{agent.pk}/usb:52J1234"
    return Printer.objects.create(name="Zebra", kind="agent", agent=agent, address=address)


def test_it_shows_a_code_once_that_pairs(packer_client: Client) -> None:
    response = packer_client.post(CODE, {"name": " Desk  3 PC "})
    found = re.search(r'id="agent-code">([^<]+)<', response.content.decode())
    assert found
    assert b"python packages_agent.py --install" in response.content
    said = Introduction(journal="j", machine="m")
    agent, _token = agents.pair(code=found[1], introduction=said, address="192.0.2.7")
    assert agent.name == "Desk 3 PC"
    assert found[1] not in page(packer_client)
    assert "Waiting for its code" not in page(packer_client)


def test_it_keeps_the_name_where_there_is_no_code(packer_client: Client) -> None:
    agent_of()
    response = packer_client.post(CODE, {"name": "Desk 3 PC"})
    assert response.status_code == 422
    assert b'value="Desk 3 PC"' in response.content
    assert b"There is a PC of this name already" in response.content
    assert packer_client.post(CODE, {"name": " "}).status_code == 422


def test_it_says_how_each_pc_is(packer_client: Client) -> None:
    printer_at(agent_of(trouble="out of paper", trouble_at=timezone.now()))
    shown = words(page(packer_client))
    assert "Desk 3 PC" in shown
    assert "Connected last seen" in shown
    assert "Zebra on USB, 52J1234" in shown
    assert "ZD220 (queue): sent labels are not confirmed" in shown
    assert "in use as Zebra" in shown
    assert "out of paper" in shown


def test_it_names_the_pc_on_the_page_of_its_station(packer_client: Client) -> None:
    agent = agent_of(trouble="out of paper", trouble_at=timezone.now())
    station = station_at(printer_at(agent))
    shown = words(packer_client.get(f"/stations/{station.pk}/").content.decode())
    assert "PC Desk 3 PC, agent 1.0" in shown
    assert re.search(r"Last error, \d\d:\d\d:\d\d: out of paper", shown)


def test_it_revokes_a_pc_and_deletes_it_once_no_printer_needs_it(packer_client: Client) -> None:
    agent = agent_of(token_hash="x")
    printer = printer_at(agent)
    assert "prints nothing until it is paired again" in words(page(packer_client))
    packer_client.post(f"/stations/agents/{agent.pk}/revoke/")
    agent.refresh_from_db()
    assert (agent.token_hash, agent.revoked_at is None) == ("", False)
    assert "paired" in condition_of(printer).more
    answer = packer_client.post(f"/stations/agents/{agent.pk}/delete/", follow=True)
    assert b"printers use it" in answer.content
    printer.delete()
    packer_client.post(f"/stations/agents/{agent.pk}/delete/")
    assert not PrintAgent.objects.exists()
    assert Act.objects.filter(verb="agent").count() == 2


def test_it_moves_the_printers_of_a_pc_to_another(packer_client: Client) -> None:
    old, new = agent_of(), agent_of(name="Desk 4 PC")
    printer = printer_at(old)
    shown = page(packer_client)
    assert shown.count("Move this PC’s printers to") == 1  # the other one has none
    assert f'<option value="{new.pk}">Desk 4 PC</option>' in shown
    address = f"/stations/agents/{old.pk}/move/"
    answer = packer_client.post(address, {"to": str(new.pk)}, follow=True).content.decode()
    assert "Zebra now prints by Desk 4 PC. Verify it" in answer
    printer.refresh_from_db()
    assert printer.agent == new


@pytest.mark.parametrize("to", ["", "x", "0", "9" * 5000, "old"])
def test_it_moves_nothing_to_what_is_no_other_pc(packer_client: Client, to: str) -> None:
    old = agent_of()
    printer = printer_at(old)
    to = str(old.pk) if to == "old" else to
    answer = packer_client.post(f"/stations/agents/{old.pk}/move/", {"to": to}, follow=True)
    assert b"Nothing was changed" in answer.content
    printer.refresh_from_db()
    assert printer.agent == old


def test_it_says_why_a_printer_stays_at_its_pc(packer_client: Client) -> None:
    old, new = agent_of(revoked_at=timezone.now()), agent_of(name="Desk 4 PC", found=[])
    printer_at(old)
    answer = packer_client.post(f"/stations/agents/{old.pk}/move/", {"to": str(new.pk)}, follow=True)
    assert "Zebra: It was not moved: Desk 4 PC does not see it." in words(answer.content.decode())


def test_it_hands_out_the_agent_with_this_servers_address(packer_client: Client) -> None:
    response = packer_client.get("/stations/agents/packages_agent.py")
    text = response.content.decode()
    assert "attachment" in response["Content-Disposition"]
    assert 'SERVER = "http://testserver"' in text
    assert f'VERSION = "{agent_file.version()}"' in text


def test_its_file_is_read_by_python_3_9() -> None:
    ast.parse(agent_file.content(), feature_version=(3, 9))


def test_it_takes_a_printer_that_an_agent_sees(packer_client: Client) -> None:
    agent = agent_of()
    assert "Desk 3 PC: Zebra on USB, 52J1234" in packer_client.get(ADD).content.decode()
    sent = {**GOOD, "kind": "agent", "address": "", "found": f"{agent.pk}/usb:52J1234"}
    assert packer_client.post(ADD, sent).status_code == 302
    printer = Printer.objects.get()
    assert (printer.agent, printer.address) == (agent, f"{agent.pk}/usb:52J1234")
    again = packer_client.get(edit(printer)).content.decode()
    assert f'value="{agent.pk}/usb:52J1234" selected' in again
    assert packer_client.post(edit(printer), {**sent, "name": "Zebra 3"}).status_code == 302
    printer.refresh_from_db()
    assert (printer.name, printer.agent) == ("Zebra 3", agent)


def test_it_takes_a_printer_on_the_network_of_a_pc(packer_client: Client) -> None:
    agent = agent_of()
    sent = {**GOOD, "kind": "agent", "address": "192.168.1.50", "found": f"{agent.pk}/tcp:"}
    assert packer_client.post(ADD, sent).status_code == 302
    printer = Printer.objects.get()
    assert printer.address == f"{agent.pk}/tcp:192.168.1.50:9100"
    shown = packer_client.get(edit(printer)).content.decode()
    assert f'value="{agent.pk}/tcp:" selected' in shown
    assert 'value="192.168.1.50:9100"' in shown
    wrong = packer_client.post(ADD, {**sent, "name": "x", "address": "192.168.1.50:22"})
    assert wrong.status_code == 422


def test_it_asks_which_printer_of_which_pc(packer_client: Client) -> None:
    agent = agent_of(revoked_at=timezone.now())
    for found in ("", f"{agent.pk}/usb:52J1234", "999/usb:1", "x"):
        answer = packer_client.post(ADD, {**GOOD, "kind": "agent", "found": found})
        assert answer.status_code == 422
    assert not Printer.objects.exists()


def test_it_says_on_every_page_that_an_agent_is_away(packer_client: Client) -> None:
    agent = agent_of()
    station = station_at(printer_at(agent))
    packer_client.post(f"/stations/{station.pk}/use/")
    before = seen_at(station_id=station.pk)
    assert b"Agent away" not in packer_client.get("/stations/").content
    PrintAgent.objects.update(seen_at=timezone.now() - timedelta(seconds=41))
    assert seen_at(station_id=station.pk) != before  # pages that poll see it
    for path in ("/stations/", f"/stations/{station.pk}/", "/labels/", "/stations/here/"):
        assert b"Agent away" in packer_client.get(path).content, path


@pytest.mark.parametrize(
    ("system", "found", "status"),
    [("Linux 6", "queue:ZD220", 302), ("Linux 6", "usb:52J1234", 422), ("Windows 11", "queue:ZD220", 422)],
)
def test_it_gives_pages_to_a_queue_of_cups_alone(
    packer_client: Client, system: str, found: str, status: int
) -> None:
    agent = agent_of(system=system)
    sent = {**GOOD, "kind": "agent", "language": "pdf", "found": f"{agent.pk}/{found}"}
    assert packer_client.post(ADD, sent).status_code == status
    assert [printer.takes_pages for printer in Printer.objects.all()] == [True] * (status == 302)


def test_it_shows_the_ways_without_an_agent(packer_client: Client) -> None:
    shown = page(packer_client)
    pictures = re.findall(r'src="([^"]*/ways/[^"]+)"', shown)
    assert len(pictures) == 3
    assert all(finders.find(picture.removeprefix("/static/")) for picture in pictures)
    assert "chrome.exe --kiosk-printing" in shown
