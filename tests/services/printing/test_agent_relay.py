"""Commands to an agent: given out once, withdrawn with proof, and what nobody knows is said to be so."""

from threading import Event, Thread
from typing import Any
from unittest.mock import Mock

import pytest
import redis

from backoffice.quick_redis import quick_redis
from packages_ui.printers.errors import AgentAway, SendBroken
from packages_ui.services.printing import agent_relay
from tests.processes import PATIENCE, until

AGENT = 7


def taken(poll: str = "poll") -> list[Any]:
    """What the agent is given, as soon as there is something."""
    found: list[Any] = []

    def is_given() -> bool:
        found.extend(agent_relay.give(AGENT, poll))
        return bool(found)

    until(is_given, "a command")
    return found


def test_it_passes_a_command_and_its_answer() -> None:
    agent_relay.arrive(AGENT, "poll")

    def agent() -> None:
        (command,) = taken()
        agent_relay.answer(AGENT, [{"id": command["id"], "said": command["do"]}])

    thread = Thread(target=agent)
    thread.start()
    assert agent_relay.call(AGENT, {"do": "ask"}, PATIENCE)["said"] == "ask"
    thread.join()


def test_it_gives_nothing_to_an_agent_that_is_away() -> None:
    with pytest.raises(AgentAway):
        agent_relay.call(AGENT, {"do": "ask"}, 20)
    assert quick_redis().keys("agent:command:*") == []


def test_it_proves_that_a_command_was_never_given_out() -> None:
    agent_relay.arrive(AGENT, "poll")
    with pytest.raises(AgentAway):
        agent_relay.call(AGENT, {"do": "print"}, 0.2)
    assert agent_relay.give(AGENT, "poll") == []


def test_it_says_that_nobody_knows_where_a_command_was_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time is over as soon as the agent has it."""
    given = Event()

    def agent() -> None:
        taken()
        given.set()

    monkeypatch.setattr(agent_relay, "monotonic", lambda: 2 * PATIENCE if given.is_set() else 0.0)
    agent_relay.arrive(AGENT, "poll")
    thread = Thread(target=agent)
    thread.start()
    with pytest.raises(SendBroken):
        agent_relay.call(AGENT, {"do": "print"}, PATIENCE)
    thread.join()


def test_it_gives_nothing_to_a_poll_that_was_left() -> None:
    agent_relay.arrive(AGENT, "old")
    agent_relay.arrive(AGENT, "new")
    agent_relay._push(AGENT, "cmd", {"id": "cmd"}, PATIENCE)
    with pytest.raises(agent_relay.Replaced):
        agent_relay.give(AGENT, "old")
    assert agent_relay.give(AGENT, "new") == [{"id": "cmd"}]


def test_it_leaves_nothing_of_a_command_behind() -> None:
    agent_relay._push(AGENT, "cmd", {"id": "cmd", "bytes": "label"}, PATIENCE)
    most = (PATIENCE + agent_relay.WITHDRAW_SECONDS) * 1000
    assert 0 < quick_redis().pttl("agent:command:cmd") <= most
    agent_relay.give(AGENT, "poll")
    assert not quick_redis().exists("agent:command:cmd")


def test_it_waits_on_where_redis_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    agent_relay.arrive(AGENT, "poll")
    monkeypatch.setattr(redis.Redis, "blpop", Mock(side_effect=redis.TimeoutError))
    with pytest.raises(AgentAway):
        agent_relay.call(AGENT, {"do": "print"}, 0.2)


def test_it_passes_over_what_somebody_else_wrote_into_redis() -> None:
    agent_relay._push(AGENT, "cmd", {"id": "cmd", "do": "print"}, PATIENCE)
    sealed = quick_redis().get("agent:command:cmd")
    assert isinstance(sealed, bytes)
    quick_redis().set("agent:command:cmd", sealed.replace(b"print", b"prone"))
    assert agent_relay.give(AGENT, "poll") == []
    quick_redis().rpush(f"agent:{AGENT}:answer:cmd", b'{"done": true}')
    assert agent_relay._popped(AGENT, "cmd", 1) is None
