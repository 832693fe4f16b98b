"""PCs that print by the agent: a code pairs one, its token lets it fetch work, and an administrator takes
that back. The reports that an agent sends with each request are kept here."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from packages_ui.messages import agents as words
from packages_ui.messages.message import Message, dump
from packages_ui.models import Act, PrintAgent, Printer
from packages_ui.printers.words import plain
from packages_ui.services import audit
from packages_ui.services.printing import agent_relay
from packages_ui.services.printing.pairing import LETTERS
from packages_ui.services.rate_limit import is_allowed

CODE_LENGTH, CODE_FOR = 8, timedelta(minutes=10)
TOKEN_BYTES = 32
SEEN_EVERY = timedelta(seconds=10)  # saved less often than it polls
LONGEST_NAME = 60
MOST_FOUND = 50
MOST_TRIES, TRIES_SECONDS = 20, 600  # wrong codes of one address; all addresses together: ten times that


class NotPaired(Exception):
    """str() is a sentence for the person at the PC."""


class Unknown(Exception):
    """No PC has this token (any more)."""


class Foreign(Exception):
    """The token came from another PC or with another journal than was paired. str() is a sentence."""


class Superseded(Exception):
    """Another process has used this token since. str() is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What an agent reports when it is paired."""

    journal: str
    machine: str
    host: str = ""
    system: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an agent reports with each request. `found` is None where it has not changed."""

    session: str
    journal: str
    machine: str
    begun: int = 0
    version: str = ""
    system: str = ""
    boot: str = ""
    trouble: str = ""
    found: Sequence[dict[str, Any]] | None = field(default=None)


def make_code(*, name: str, user_id: int | None) -> tuple[PrintAgent, str]:
    """A PC of this name, and the code that pairs it within ten minutes. One that was never paired gets a new
    code. Raises NotPaired where the name is empty or taken."""
    name = plain(name, longest=LONGEST_NAME)
    if not name:
        raise NotPaired(words.NEEDS_NAME())
    code = "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))
    fields = {"code_hash": _hash(code), "code_until": timezone.now() + CODE_FOR}
    with transaction.atomic():
        agent = PrintAgent.objects.select_for_update(no_key=True).filter(name=name).first()
        if agent is not None and agent.paired_at is not None:
            raise NotPaired(words.NAME_TAKEN())
        if agent is None:
            agent = PrintAgent.objects.create(name=name, made_by_id=user_id, **fields)
        else:
            PrintAgent.objects.filter(pk=agent.pk).update(**fields)
        audit.note(Act.Verb.AGENT, user_id=user_id, after={"agent": agent.pk, "name": name, "code": True})
    return agent, spelled(code)


def spelled(code: str) -> str:
    """`4F7K-92MQ`."""
    return f"{code[:4]}-{code[4:]}"


def pair(*, code: str, introduction: Introduction, address: str) -> tuple[PrintAgent, str]:
    """The PC and its token, which is returned only here. A code pairs once. Raises NotPaired."""
    if not _may_try(address):
        raise NotPaired(words.TOO_MANY_CODES())
    plain_code = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    token, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    waiting = PrintAgent.objects.filter(code_hash=_hash(plain_code), code_until__gte=now, paired_at=None)
    with transaction.atomic():
        agent = waiting.select_for_update(no_key=True).first() if plain_code else None
        if agent is None:
            raise NotPaired(words.WRONG_CODE())
        paired = waiting.filter(pk=agent.pk).update(
            token_hash=_hash(token),
            code_hash="",
            code_until=None,
            paired_at=now,
            journal=plain(introduction.journal, longest=32),
            machine=plain(introduction.machine, longest=64),
            host=plain(introduction.host, longest=60),
            system=plain(introduction.system, longest=60),
            version=plain(introduction.version, longest=20),
            seen_at=now,
        )
        if not paired:
            raise NotPaired(words.CODE_USED())
        details = {"agent": agent.pk, "name": agent.name, "paired": True, "address": address}
        audit.note(Act.Verb.AGENT, user_id=agent.made_by_id, after=details)
    return agent, token


def known(*, token: str) -> PrintAgent:
    """The PC of this token. Raises Unknown."""
    rows = PrintAgent.objects.filter(token_hash=_hash(token), revoked_at=None)
    agent = rows.first() if token else None
    if agent is None:
        raise Unknown
    return agent


def revoke(*, agent: PrintAgent, user_id: int | None) -> bool:
    """Its token ends; what waits for its printers waits. Whether it had one, or could still get one."""
    rows = PrintAgent.objects.filter(pk=agent.pk, revoked_at=None)
    details = {"agent": agent.pk, "name": agent.name}
    with transaction.atomic():
        revoked = rows.update(revoked_at=timezone.now(), token_hash="", code_hash="", code_until=None)
        if revoked:
            audit.note(Act.Verb.AGENT, user_id=user_id, before=details, after={**details, "revoked": True})
    agent_relay.leave(agent.pk)
    return bool(revoked)


def forget(*, agent: PrintAgent, user_id: int | None) -> bool:
    """Delete one that prints on no printer; whether it went."""
    details = {"agent": agent.pk, "name": agent.name}
    with transaction.atomic():
        try:
            with transaction.atomic():
                gone, _rows = PrintAgent.objects.filter(pk=agent.pk, printers=None).delete()
        except (ProtectedError, IntegrityError):  # a printer has just been given to it
            return False
        if not gone:
            return False
        audit.note(Act.Verb.AGENT, user_id=user_id, before=details, after={"deleted": True})
    agent_relay.leave(agent.pk)
    return True


def note(*, agent: PrintAgent, report: Report) -> None:
    """Save its report; it has been seen. Raises Foreign, Superseded: then it gets nothing."""
    if (report.journal, report.machine) != (agent.journal, agent.machine):
        trouble = words.TOKEN_MOVED()
        _trouble(agent, trouble)
        raise Foreign(words.NOT_THIS_PC())
    if report.session == agent.session:
        _keep(agent, report)
        return
    if report.begun < agent.begun:  # a copy of what the agent kept, or a backup of it
        _trouble(agent, words.JOURNAL_OLDER())
        raise Foreign(words.PAIR_AGAIN())
    _begin_session(agent, report)
    _keep(agent, report)


def _begin_session(agent: PrintAgent, report: Report) -> None:
    """A process that was not there before takes over for good; the one before it gets nothing any more."""
    if not agent_relay.is_newest(agent.pk, report.session):
        _trouble(agent, words.TWO_AGENTS())
        raise Superseded(words.SUPERSEDED())
    PrintAgent.objects.filter(pk=agent.pk).update(session=report.session)
    agent.session = report.session


def _keep(agent: PrintAgent, report: Report) -> None:
    """In one UPDATE, and none where nothing is new."""
    now, fields = timezone.now(), dict[str, Any]()
    if agent.seen_at is None or now - agent.seen_at > SEEN_EVERY:
        fields["seen_at"] = now
    if report.begun > agent.begun:
        fields["begun"] = Greatest(F("begun"), report.begun)  # requests of one agent overtake each other
    if report.trouble:
        fields |= {"trouble": plain(report.trouble, longest=300), "trouble_at": now}
    reported = {"version": report.version, "system": report.system, "boot": report.boot}
    # each request has some of them
    new = {name: plain(text, longest=60) for name, text in reported.items() if text}
    fields |= {name: text for name, text in new.items() if text != getattr(agent, name)}
    if report.found is not None:
        fields["found"] = [_printer(printer) for printer in report.found[:MOST_FOUND]]
    if agent.boot and fields.get("boot"):
        _may_have_been_off(agent, now)
    if fields:
        PrintAgent.objects.filter(pk=agent.pk).update(**fields)


def _may_have_been_off(agent: PrintAgent, now: datetime) -> None:
    """The PC was started again: the power cut that took it may have taken what its printers held."""
    Printer.objects.filter(agent=agent, away_at=None).update(away_at=now)


def _printer(fields: dict[str, Any]) -> dict[str, Any]:
    """As it is kept: what an agent sends is untrusted."""
    key, name = plain(fields.get("key", ""), longest=200), plain(fields.get("name", ""), longest=100)
    return {"key": key, "name": name or key, "two_way": fields.get("two_way") is not False}


def _trouble(agent: PrintAgent, sentence: Message) -> None:
    """Kept as its code, so that whoever reads it later does so in the own language."""
    now = timezone.now()
    stale = Q(trouble_at=None) | Q(trouble_at__lt=now - SEEN_EVERY) | ~Q(trouble=dump(sentence))
    PrintAgent.objects.filter(stale, pk=agent.pk).update(trouble=dump(sentence), trouble_at=now)


def _may_try(address: str) -> bool:
    """Counted for each address, and for all together: a code has ten minutes."""
    mine = is_allowed(f"pair:{_hash(address)[:32]}", most=MOST_TRIES, seconds=TRIES_SECONDS)
    return mine and is_allowed("pair", most=10 * MOST_TRIES, seconds=TRIES_SECONDS)


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
