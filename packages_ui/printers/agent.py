"""A printer behind an agent: the agent on its PC copies bytes, and passes requests on."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from packages_ui.printers.errors import AgentAway, NotConnected, PrinterError, SendBroken
from packages_ui.printers.line import FOREVER, Deadline
from packages_ui.printers.raw import COUNT, ERROR_STATUS, HOST_STATUS, HOW_MANY_PRINTED
from packages_ui.printers.status import PrinterStatus, parse_status
from packages_ui.printers.words import plain

Message = Mapping[str, Any]
LONGEST_WORDS = 200  # characters
OPEN_SECONDS = 0.5  # for the agent to open the printer
RELAY_SECONDS = 3.0  # beyond what the printer itself may take, for the way to its PC and back
Call = Callable[[Message, float], Message]


@dataclass
class AgentPrinter:
    """`key` is the agent's name for it. `call` sends a command to the agent and waits for its response, so
    many seconds at most; it raises NotConnected where the agent surely never got it, else SendBroken. Times
    in seconds, at the printer. `counts`: its counter is read together with its status. `pages`: it is
    given PDF."""

    key: str
    call: Call
    send_seconds: float = 10
    answer_seconds: float = 1.5
    counts: bool = False
    pages: bool = False
    counter: int | None = field(default=None, init=False)

    def send(self, zpl: bytes, *, job: str, clear_partial: bool = False, until: Deadline = FOREVER) -> None:
        """Hand the bytes over once under the name `job`, which the agent never prints twice. Raises
        NotConnected (not a byte has gone to the printer) or SendBroken: `fates` may know more."""
        seconds = min(self.send_seconds, until.left())
        command = {
            "do": "print",
            "printer": self.key,
            "job": job,
            "bytes": b64encode(zpl).decode(),
            "clear": clear_partial,
            "pages": self.pages,
            "seconds": seconds,
        }
        response = self.call(command, min(seconds + RELAY_SECONDS, until.left()))
        if response.get("done") is True:
            return
        detail = plain(response.get("detail", ""), longest=LONGEST_WORDS)
        if response.get("error") == "late":
            raise AgentAway(detail)
        if response.get("error") == "unreachable":
            raise NotConnected(detail, words=detail)
        raise SendBroken(detail or "the agent answered something else", words=detail)

    def status(self) -> PrinterStatus:
        """As RawPrinter.status; no answer from one that works one way, such as a queue. Raises
        NotConnected."""
        requests = [
            _request(HOST_STATUS, b"\x03", 3, self.answer_seconds),
            _request(ERROR_STATUS, b"\x03", 1, self.answer_seconds, when="silent"),
        ]
        if self.counts:
            count = _request(HOW_MANY_PRINTED, b'"', 2, self.answer_seconds, when="whole", fresh=True)
            requests.append(count)
        responses = self._exchange(requests)
        found = COUNT.search(responses[2]) if len(responses) > 2 else None
        self.counter = int(found[1]) if found else None
        return parse_status(b"".join(responses[:2]))

    def count(self, known: PrinterStatus | None = None) -> int | None:
        """Its counter as of the last status(), which is read now without a `known` one."""
        if known is None:
            self.counts = True
            known = self.status()
        return self.counter if known.answered and not known.partial else None

    def fates(self, jobs: Sequence[str]) -> dict[str, str]:
        """`never`, `begun` or `done` for each job in the agent's response. A job that is `never` will not be
        printed later either. Raises NotConnected."""
        response = self._call_agent({"do": "fate", "printer": self.key, "jobs": list(jobs)}, 2.0)
        fates = response.get("fates")
        return {str(job): str(fate) for job, fate in fates.items()} if isinstance(fates, dict) else {}

    def _exchange(self, requests: Sequence[Message]) -> list[bytes]:
        seconds = self.answer_seconds * len(requests) + OPEN_SECONDS
        response = self._call_agent(
            {"do": "ask", "printer": self.key, "steps": requests, "seconds": seconds}, seconds
        )
        if response.get("error") == "one_way":
            return []
        if "answers" not in response:
            detail = plain(response.get("detail", ""), longest=LONGEST_WORDS)
            raise NotConnected(detail, words=detail)
        return decoded(response["answers"])

    def _call_agent(self, command: Message, seconds: float) -> Message:
        """Such a command prints nothing. No response is no fault of the printer: its agent was away."""
        try:
            response = self.call(command, seconds + RELAY_SECONDS)
        except NotConnected:
            raise
        except PrinterError as error:
            raise AgentAway(error) from error
        if response.get("error") == "late":
            raise AgentAway("the question came too late")
        return response


def decoded(responses: object) -> list[bytes]:
    """What the agent sent as a printer's answers; what is none counts as silence."""
    found = []
    for response in responses if isinstance(responses, list) else []:
        try:
            found.append(b64decode(response, validate=True))
        except (ValueError, TypeError):
            found.append(b"")
    return found


def _request(
    text: bytes, end: bytes, times: int, seconds: float, *, when: str = "always", fresh: bool = False
) -> Message:
    """Answered to its end where `end` has come so many times."""
    return {
        "send": b64encode(text).decode(),
        "end": b64encode(end).decode(),
        "times": times,
        "seconds": seconds,
        "when": when,
        "fresh": fresh,
    }
