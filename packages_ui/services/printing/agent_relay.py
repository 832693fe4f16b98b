"""Commands to agents and their responses, by Redis: a worker sends one, whichever web process holds the
agent's poll gives it out, whichever takes the response passes it on.

A command is given out once: who takes it (GETDEL) has it. One that is still there when its time is over was
never given out, and to withdraw it proves that. Label bytes lie in Redis for seconds; what somebody else
wrote there is passed over.
"""

import logging
from collections.abc import Iterable, Mapping
from hmac import compare_digest
from secrets import token_hex
from time import monotonic
from typing import Any

import msgspec
import redis
from django.utils.crypto import salted_hmac

from backoffice.quick_redis import quick_redis
from packages_ui.printers.agent import Message
from packages_ui.printers.errors import AgentAway, SendBroken

logger = logging.getLogger(__name__)
SIGNATURE = 32  # bytes
BELL = "agents:bell"  # contains the agent whose command has come
HERE_SECONDS = 40  # an agent that has not polled for so long is away
TTL = 5.0  # seconds after it was given out in which an agent may begin with a command
ONE_WAIT = 0.2  # seconds: much less than Redis may take to answer (quick_redis)
KEPT_SECONDS = 120
WITHDRAW_SECONDS = 2  # a command outlives the wait for its answer: that it is still there proves something
MOST_SESSIONS, SESSIONS_SECONDS = 50, 86_400
MOST_AT_ONCE = 8
NOT_GIVEN = "the agent did not fetch it in time"
NO_ANSWER = "the agent did not say what became of it"


class Replaced(Exception):
    """The agent has polled again: its earlier poll gets nothing."""


def call(agent_id: int, command: Message, seconds: float) -> Message:
    """Hand it to the agent and wait for its answer. Raises AgentAway: it surely never got it; SendBroken:
    nobody knows what became of it."""
    name, until = token_hex(8), monotonic() + seconds
    try:
        if not quick_redis().exists(_here(agent_id)):
            raise AgentAway("it has not asked for work")
    except (redis.RedisError, OSError) as error:
        raise AgentAway(f"Redis is away: {error}") from error
    try:
        _push(agent_id, name, {**command, "id": name, "ttl": TTL}, seconds)
        while (left := until - monotonic()) > 0:
            if (response := _popped(agent_id, name, left)) is not None:
                return response
        withdrawn = bool(quick_redis().delete(_command(name)))
    except (redis.RedisError, OSError) as error:
        raise SendBroken(f"Redis is away: {error}") from error
    if withdrawn:
        raise AgentAway(NOT_GIVEN)
    raise SendBroken(NO_ANSWER)


def give(agent_id: int, poll: str) -> list[Any]:
    """Commands that wait for the agent, whose poll this is; they are its own now. Raises Replaced, and
    RedisError or OSError."""
    here: Any = quick_redis().get(_here(agent_id))
    if here is not None and here.decode() != poll:
        raise Replaced
    quick_redis().set(_here(agent_id), poll, ex=HERE_SECONDS)
    found: list[Any] = []
    names: Any = quick_redis().lpop(_queue(agent_id), MOST_AT_ONCE) or []
    for name in names:
        command: Any = quick_redis().getdel(_command(name.decode()))
        if command is not None and (message := _opened(command)) is not None:
            found.append(message)
    return found


def arrive(agent_id: int, poll: str) -> None:
    """This poll is the agent's current one. Where Redis is away nobody has work for it."""
    try:
        quick_redis().set(_here(agent_id), poll, ex=HERE_SECONDS)
    except (redis.RedisError, OSError):
        return


def leave(agent_id: int) -> None:
    """It gets nothing more."""
    try:
        quick_redis().delete(_here(agent_id), _queue(agent_id))
    except (redis.RedisError, OSError):
        return


def answer(agent_id: int, results: Iterable[Mapping[str, Any]]) -> None:
    """Pass on what came of commands. What nobody waits for any more is forgotten."""
    try:
        with quick_redis().pipeline() as pipe:
            for result in results:
                key = _answer(agent_id, str(result.get("id", ""))[:32])
                pipe.rpush(key, _sealed(result))
                pipe.expire(key, KEPT_SECONDS)
            pipe.execute()
    except (redis.RedisError, OSError):
        return


def is_newest(agent_id: int, session: str) -> bool:
    """Whether no other process of this agent has come after this one: one that comes back after another is
    one too many. Where Redis is away there is no work for either."""
    key = f"agent:{agent_id}:sessions"
    try:
        known: Any = quick_redis().lrange(key, 0, -1)
        if session.encode() in known:
            return bool(known[-1] == session.encode())
        with quick_redis().pipeline() as pipe:
            pipe.rpush(key, session)
            pipe.ltrim(key, -MOST_SESSIONS, -1)
            pipe.expire(key, SESSIONS_SECONDS)
            pipe.execute()
    except (redis.RedisError, OSError):
        return True
    return True


def _push(agent_id: int, name: str, command: Mapping[str, Any], seconds: float) -> None:
    with quick_redis().pipeline() as pipe:
        pipe.set(_command(name), _sealed(command), px=int((seconds + WITHDRAW_SECONDS) * 1000))
        pipe.rpush(_queue(agent_id), name)
        pipe.expire(_queue(agent_id), KEPT_SECONDS)
        pipe.publish(BELL, agent_id)
        pipe.execute()


def _popped(agent_id: int, name: str, left: float) -> Message | None:
    found: Any
    try:
        found = quick_redis().blpop([_answer(agent_id, name)], timeout=min(left, ONE_WAIT))
    except redis.TimeoutError:  # Redis is slow: a response lost that way is requested by the label's ID
        return None
    message = _opened(found[1]) if found else None
    return message if isinstance(message, dict) else None


def _sealed(message: Mapping[str, Any]) -> bytes:
    """Signed by this installation."""
    body = msgspec.json.encode(message)
    return _signature(body) + body


def _opened(sealed: bytes) -> Any:
    """None for what is not ours."""
    signature, body = sealed[:SIGNATURE], sealed[SIGNATURE:]
    if not compare_digest(signature, _signature(body)):
        logger.warning("A message for an agent in Redis is not signed by us: it was passed over.")
        return None
    return msgspec.json.decode(body)


def _signature(body: bytes) -> bytes:
    return salted_hmac(__name__, body, algorithm="sha256").digest()


def _here(agent_id: int) -> str:
    return f"agent:{agent_id}:here"


def _queue(agent_id: int) -> str:
    return f"agent:{agent_id}:queue"


def _command(name: str) -> str:
    return f"agent:command:{name}"


def _answer(agent_id: int, name: str) -> str:
    return f"agent:{agent_id}:answer:{name}"
