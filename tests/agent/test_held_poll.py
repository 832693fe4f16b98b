"""Polls that are held by gunicorn itself, with fewer threads than polls."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest

from packages_ui.services.printing import agent_file
from tests.processes import PATIENCE, Product, product, until

POLLS = 6
PAIR = """
import json
from packages_ui.services.printing.agents import Introduction, make_code, pair
made = []
for place in range({polls}):
    _agent, code = make_code(name=str(place), user_id=None)
    said = Introduction(journal=str(place), machine="m")
    agent, token = pair(code=code, introduction=said, address="127.0.0.1")
    made.append([agent.pk, token])
print(json.dumps(made))
"""
PUSH = """
import json
from packages_ui.services.printing import agent_relay
agent_relay._push({pk}, "cmd", {{"id": "cmd", "printer": "usb:1", "do": "ask"}}, 60)
print(json.dumps(True))
"""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path, PRINTERS_ON_THIS_MACHINE="yes") as running:
        running.start_web("--workers", "1", "--threads", "1", "--no-control-socket")
        yield running


def poll(made: Product, place: int, token: str) -> HTTPConnection:
    line = HTTPConnection("127.0.0.1", made.web_port, timeout=PATIENCE)
    said: dict[str, Any] = {"journal": str(place), "machine": "m", "session": "s", "hold": 25, "found": []}
    body = json.dumps({**said, "version": agent_file.version()})
    line.request("POST", "/agent/next", body, {"Authorization": f"Bearer {token}"})
    return line


def test_it_holds_more_polls_than_there_are_threads_and_answers_at_once(made: Product) -> None:
    paired = made.python(PAIR.format(polls=POLLS))
    lines = [poll(made, place, token) for place, (_pk, token) in enumerate(paired)]
    keys = [f"agent:{pk}:here" for pk, _token in paired]
    until(lambda: made.redis().exists(*keys) == POLLS, "all polls")
    assert httpx.get(f"{made.web_url}/livez", timeout=PATIENCE).is_success  # by the only thread
    made.python(PUSH.format(pk=paired[3][0]))
    answer = json.load(lines[3].getresponse())
    while not answer["commands"]:  # the machine took longer to push it than a poll is held
        answer = json.load(poll(made, 3, paired[3][1]).getresponse())
    assert [command["id"] for command in answer["commands"]] == ["cmd"]
    assert httpx.get(f"{made.web_url}/livez", timeout=PATIENCE).is_success
    for line in lines:
        line.close()
