"""The two addresses of the print agent: one pairs a PC, the other gives it work and takes the results.

Nobody is signed in here: the code, then the PC's own token, identifies the client. Both answer in JSON.
"""

import os
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from secrets import token_hex
from time import monotonic
from typing import Any

import msgspec
import redis
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backoffice import held
from packages_ui.models import PrintAgent
from packages_ui.services.printing import agent_bell, agent_file, agent_relay, agents
from packages_ui.services.printing.agents import Foreign, Introduction, NotPaired, Report, Superseded, Unknown
from packages_ui.services.rate_limit import is_allowed

MOST_BYTES = 400_000
LONGEST_HOLD = 25.0  # seconds
MOST_REQUESTS, MOST_UNKNOWN, UNKNOWN_SECONDS = 400, 60, 60  # of one PC in ten seconds; of one address
NOT_HELD = 1.0  # seconds until an agent polls again whose request cannot be held
UNKNOWN = gettext_lazy("The server does not know this PC. Pair it on the page Stations.")
View = Callable[[HttpRequest], HttpResponse]


class Pairing(msgspec.Struct, frozen=True):
    """As the agent sends it."""

    code: str
    journal: str
    machine: str
    host: str = ""
    system: str = ""
    version: str = ""


class Poll(msgspec.Struct, frozen=True):
    """A request for work, as the agent sends it. `check`: only whether this PC is paired."""

    session: str = ""
    journal: str = ""
    machine: str = ""
    begun: int = 0
    version: str = ""
    system: str = ""
    boot: str = ""
    trouble: str = ""
    refused: str = ""
    hold: float = 0.0
    check: bool = False
    found: list[dict[str, Any]] | None = None
    results: list[dict[str, Any]] = []


def for_agents(view: View) -> View:
    """POST alone, over https alone except from this machine itself, and no more than an agent ever sends."""

    @csrf_exempt
    @login_not_required
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not (request.is_secure() or _is_loopback(request)):
            return refusal(403, _("Only https is answered here."))
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return refusal(413, _("Too much was sent."))
        try:
            return view(request)
        except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError):
            return refusal(400, _("This is no request of the print agent."))

    return guarded


@for_agents
def agent_pair(request: HttpRequest) -> HttpResponse:
    """`code` pairs a PC, once."""
    sent = msgspec.json.decode(request.body, type=Pairing)
    introduction = Introduction(**{name: getattr(sent, name) for name in Introduction.__dataclass_fields__})
    try:
        agent, token = agents.pair(code=sent.code, introduction=introduction, address=_address(request))
    except NotPaired as error:
        return refusal(403, str(error))
    return JsonResponse({"token": token, "name": agent.name})


@for_agents
def agent_next(request: HttpRequest) -> HttpResponse:
    """Takes `results`, and answers with commands as soon as there are any, after `hold` seconds without."""
    sent = msgspec.json.decode(request.body, type=Poll)
    try:
        agent = _paired_agent(request)
        if not sent.check:
            fields = {name: getattr(sent, name) for name in Report.__dataclass_fields__}
            agents.note(agent=agent, report=Report(**fields))
    except Unknown:
        return refusal(401, UNKNOWN)
    except (Foreign, Superseded) as error:
        return refusal(409 if isinstance(error, Superseded) else 403, str(error))
    if not is_allowed(f"next:{agent.pk}", most=MOST_REQUESTS, seconds=10):
        return refusal(429, _("This PC asks too often."))
    agent_relay.answer(agent.pk, sent.results)
    return _work(request, agent, sent) if sent.hold > 0 else JsonResponse({"commands": []})


def _work(request: HttpRequest, agent: PrintAgent, sent: Poll) -> HttpResponse:
    """What waits, an update where nothing does, or the request is held."""
    began, poll = monotonic(), token_hex(8)
    agent_relay.arrive(agent.pk, poll)
    extra = {"tell": True} if not agent.found and sent.found is None else {}

    def produce() -> bytes | None:
        try:
            commands = agent_relay.give(agent.pk, poll)
        except agent_relay.Replaced:
            return _body([], began, extra)
        except (redis.RedisError, OSError):
            return None
        return _body(commands, began, extra) if commands else None

    if (found := produce()) is not None:
        return HttpResponse(found, content_type="application/json")
    if update := agent_file.update_for(running=sent.version, refused=sent.refused):
        return JsonResponse({"commands": [], "update": update})
    if held.can_hold(request):  # else nobody waits here for a ring
        agent_bell.listen(os.getpid(), held.holder.ring)
    seconds = min(sent.hold, LONGEST_HOLD)
    taken = held.hold(request, key=agent.pk, seconds=seconds, produce=produce, last=_body([], began, extra))
    return taken or JsonResponse({"commands": [], "pause": NOT_HELD, **extra})


def _body(commands: list[Any], began: float, extra: dict[str, Any]) -> bytes:
    """`held`: so many seconds of the request's time went by here, so that the agent knows how old a command
    is."""
    return msgspec.json.encode({"commands": commands, "held": monotonic() - began, **extra})


def _paired_agent(request: HttpRequest) -> PrintAgent:
    """By its token. Raises Unknown, also where wrong ones have come from there too often."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    name = f"wrong:{_address(request)}"
    if not is_allowed(name, most=MOST_UNKNOWN, seconds=UNKNOWN_SECONDS, more=0):
        raise Unknown
    try:
        return agents.known(token=token if scheme.lower() == "bearer" else "")
    except Unknown:
        is_allowed(name, most=MOST_UNKNOWN, seconds=UNKNOWN_SECONDS)
        raise


def refusal(status: int, sentence: object) -> HttpResponse:
    return JsonResponse({"error": str(sentence)}, status=status)


def _address(request: HttpRequest) -> str:
    """Of the PC: backoffice/proxies.py has checked the proxies' headers."""
    return str(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(request: HttpRequest) -> bool:
    try:
        return ip_address(_address(request)).is_loopback
    except ValueError:
        return False
