"""The two addresses of the agent: who may ask, and what they answer."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from packages_ui.messages import agents as words
from packages_ui.messages.message import dump
from packages_ui.models import Act, PrintAgent, Printer
from packages_ui.services.printing import agent_file, agent_relay, agents
from packages_ui.views.agent import NOT_HELD
from packages_ui.views.stations.agents import agent_rows

pytestmark = pytest.mark.django_db
JOURNAL, MACHINE = "0123456789abcdef", "a" * 32
SAID: dict[str, Any] = {"journal": JOURNAL, "machine": MACHINE, "version": agent_file.version()}
ASKING = {**SAID, "session": "one", "hold": 0}


def post(path: str, message: object, *, token: str = "", **more: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    body = message if isinstance(message, str) else json.dumps(message)
    return Client().post(path, body, content_type="application/json", headers=headers, **more)


@pytest.fixture
def code() -> str:
    return agents.make_code(name="Desk 3", user_id=None)[1]


@pytest.fixture
def token(code: str) -> str:
    answer = post("/agent/pair", {**SAID, "code": code, "host": "DESK3", "system": "Windows 11"})
    assert answer.status_code == 200
    return str(answer.json()["token"])


@pytest.fixture
def desk() -> PrintAgent:
    return PrintAgent.objects.get()


def test_it_pairs_a_pc_and_keeps_no_token(token: str) -> None:
    agent = PrintAgent.objects.get()
    assert (agent.name, agent.host, agent.system) == ("Desk 3", "DESK3", "Windows 11")
    assert token not in str(list(PrintAgent.objects.values_list()))
    assert agent.code_hash == ""
    assert [act.after.get("paired") for act in Act.objects.filter(verb="agent")] == [True, None]


def test_it_takes_a_code_once_and_for_ten_minutes(code: str) -> None:
    PrintAgent.objects.update(code_until=timezone.now() - timedelta(seconds=1))
    assert post("/agent/pair", {**SAID, "code": code}).status_code == 403
    code = agents.make_code(name="Desk 3", user_id=None)[1]
    assert post("/agent/pair", {**SAID, "code": code.lower().replace("-", " ")}).status_code == 200
    again = post("/agent/pair", {**SAID, "code": code})
    assert again.status_code == 403
    assert "wrong or too old" in again.json()["error"]


def test_it_stops_somebody_who_guesses_codes(code: str) -> None:
    for _ in range(agents.MOST_TRIES):
        post("/agent/pair", {**SAID, "code": "AAAA-AAAA"})
    said = post("/agent/pair", {**SAID, "code": code})
    assert said.status_code == 403
    assert "Too many" in said.json()["error"]


def test_it_knows_a_pc_by_its_token_alone(token: str) -> None:
    assert post("/agent/next", ASKING, token=token).json() == {"commands": []}
    for wrong in ("", "x", token[:-1]):
        assert post("/agent/next", ASKING, token=wrong).status_code == 401


def test_it_lets_a_token_ask_for_nothing_else(token: str) -> None:
    for path in ("/packages/", "/labels/", "/stations/", "/metrics"):
        answer = Client().get(path, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code in (302, 403)


def test_it_ends_with_the_revocation(token: str, desk: PrintAgent, packer: User) -> None:
    assert agents.revoke(agent=desk, user_id=packer.pk)
    assert not agents.revoke(agent=desk, user_id=packer.pk)
    assert post("/agent/next", ASKING, token=token).status_code == 401
    assert Act.objects.filter(verb="agent", after__revoked=True, user=packer).exists()


def test_it_refuses_another_pc_and_another_journal(token: str) -> None:
    assert post("/agent/next", ASKING, token=token).status_code == 200
    assert post("/agent/next", {**ASKING, "machine": "b" * 32}, token=token).status_code == 403
    assert post("/agent/next", {**ASKING, "journal": "f" * 16}, token=token).status_code == 403
    agent = PrintAgent.objects.get()
    assert agent.trouble == dump(words.TOKEN_MOVED())  # read in the language of whoever opens the page
    assert agent_rows()[0].trouble.endswith("with another journal.")


def test_it_refuses_a_journal_from_a_backup(token: str) -> None:
    post("/agent/next", {**ASKING, "begun": 7}, token=token)
    post("/agent/next", {**ASKING, "begun": 6}, token=token)  # it was overtaken on its way
    assert PrintAgent.objects.get().begun == 7
    answer = post("/agent/next", {**ASKING, "session": "two", "begun": 6}, token=token)
    assert answer.status_code == 403
    assert post("/agent/next", {**ASKING, "session": "three", "begun": 7}, token=token).status_code == 200


def test_it_gives_work_to_the_process_that_came_last(token: str) -> None:
    assert post("/agent/next", ASKING, token=token).status_code == 200
    assert post("/agent/next", {**ASKING, "session": "two"}, token=token).status_code == 200
    assert post("/agent/next", ASKING, token=token).status_code == 409
    PrintAgent.objects.update(session="from a backup")
    assert post("/agent/next", {**ASKING, "session": "two"}, token=token).status_code == 200
    assert PrintAgent.objects.get().trouble == dump(words.TWO_AGENTS())


def test_it_answers_over_https_alone_except_here(token: str) -> None:
    away = {"REMOTE_ADDR": "192.0.2.7"}
    assert post("/agent/next", ASKING, token=token, **away).status_code == 403
    assert post("/agent/next", ASKING, token=token, **away, secure=True).status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "{", '{"session": 1}', '{"found": [1]}', "\xff"])
def test_it_survives_what_is_no_request(token: str, body: str) -> None:
    assert post("/agent/next", body, token=token).status_code == 400
    assert post("/agent/pair", body).status_code == 400


def test_it_takes_no_more_than_an_agent_sends(token: str) -> None:
    assert post("/agent/next", "x" * 500_000, token=token).status_code == 413


def test_it_asks_for_post() -> None:
    for path in ("/agent/next", "/agent/pair"):
        assert Client().get(path).status_code == 405


def test_it_keeps_what_the_agent_says_of_itself(token: str) -> None:
    found = [{"key": "usb:1", "name": "Zebra\u202e", "two_way": True}, {"key": "queue:x", "two_way": False}]
    post(
        "/agent/next", {**ASKING, "found": found, "trouble": "out\nof paper", "system": "Linux"}, token=token
    )
    agent = PrintAgent.objects.get()
    assert agent.found == [
        {"key": "usb:1", "name": "Zebra", "two_way": True},
        {"key": "queue:x", "name": "queue:x", "two_way": False},
    ]
    assert (agent.trouble, agent.system) == ("out of paper", "Linux")


def test_it_hands_an_older_agent_the_new_file(token: str) -> None:
    update = post("/agent/next", {**ASKING, "hold": 1, "version": "0.1"}, token=token).json()["update"]
    assert update["sha256"] == agent_file.digest()
    refused = {**ASKING, "hold": 1, "version": "0.1", "refused": update["sha256"]}
    assert "update" not in post("/agent/next", refused, token=token).json()


def test_it_hands_out_no_file_that_does_not_say_its_version(
    token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_file, "version", lambda: "")
    assert "update" not in post("/agent/next", {**ASKING, "hold": 1, "version": "0.1"}, token=token).json()


def test_it_listens_for_nothing_where_the_server_holds_no_request(token: str) -> None:
    """The thread that hears the bell stays as long as its process."""
    assert post("/agent/next", {**ASKING, "hold": 1}, token=token).json()["pause"] == NOT_HELD
    assert "agent-bell" not in {thread.name for thread in threading.enumerate()}


def test_it_gives_each_command_once_and_passes_on_what_came_of_it(token: str, desk: PrintAgent) -> None:
    agent_relay._push(desk.pk, "cmd", {"id": "cmd", "do": "ask"}, seconds=60)
    asking = {**ASKING, "hold": 1}
    first = post("/agent/next", asking, token=token).json()
    assert [command["id"] for command in first["commands"]] == ["cmd"]
    assert post("/agent/next", asking, token=token).json()["commands"] == []
    post("/agent/next", {**ASKING, "results": [{"id": "cmd", "done": True}]}, token=token)
    assert agent_relay._popped(desk.pk, "cmd", 1) == {"id": "cmd", "done": True}


def test_it_gives_a_pc_nothing_of_another_one(token: str, desk: PrintAgent) -> None:
    other, code = agents.make_code(name="Desk 4", user_id=None)
    said = {**SAID, "code": code, "journal": "9" * 16}
    stranger = post("/agent/pair", said).json()["token"]
    agent_relay._push(desk.pk, "cmd", {"id": "cmd", "do": "print", "bytes": "secret"}, seconds=60)
    asking = {**ASKING, "journal": "9" * 16, "hold": 1}
    assert post("/agent/next", asking, token=stranger).json()["commands"] == []
    post("/agent/next", {**asking, "results": [{"id": "cmd", "done": True}], "hold": 0}, token=stranger)
    assert agent_relay._popped(desk.pk, "cmd", 0.1) is None
    assert other.pk != desk.pk


def test_it_takes_a_pc_that_was_started_again_for_one_that_lost_power(token: str, desk: PrintAgent) -> None:
    printer = Printer.objects.create(name="zebra", kind="agent", agent=desk, address=f"{desk.pk}/usb:1")
    post("/agent/next", {**ASKING, "boot": "a"}, token=token)
    printer.refresh_from_db()
    assert printer.away_at is None
    post("/agent/next", ASKING, token=token)  # what came of a command, which says less
    post("/agent/next", {**ASKING, "boot": "b"}, token=token)
    printer.refresh_from_db()
    assert printer.away_at is not None
