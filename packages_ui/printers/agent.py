"""A printer behind an agent: the agent on its PC copies bytes, and asks what it is told to ask."""

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
    """`key` is the agent's name for it. `call` hands a command to the agent and waits for what it answers, so
    many seconds at most; it raises NotConnected where the agent surely never got it, else SendBroken. Times
    in seconds, at the printer. `counts`: its counter is asked for together with its status. `pages`: it is
    given PDF."""

    key: str
    call: Call
    send_seconds: float = 10
    answer_seconds: float = 1.5
    counts: bool = False
    pages: bool = False
    told: int | None = field(default=None, init=False)

    def send(self, zpl: bytes, *, job: str, clear_partial: bool = False, until: Deadline = FOREVER) -> None:
        """Hand the bytes over once under the name `job`, which the agent never prints twice. Raises
        NotConnected (not a byte has gone to the printer) or SendBroken: `fates` may tell more."""
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
        answer = self.call(command, min(seconds + RELAY_SECONDS, until.left()))
        if answer.get("done") is True:
            return
        said = plain(answer.get("detail", ""), longest=LONGEST_WORDS)
        if answer.get("error") == "late":
            raise AgentAway(said)
        if answer.get("error") == "unreachable":
            raise NotConnected(said, said=said)
        raise SendBroken(said or "the agent answered something else", said=said)

    def status(self) -> PrinterStatus:
        """As RawPrinter.status. One that cannot be asked, such as a queue, answers nothing. Raises
        NotConnected."""
        questions = [
            _question(HOST_STATUS, b"\x03", 3, self.answer_seconds),
            _question(ERROR_STATUS, b"\x03", 1, self.answer_seconds, when="silent"),
        ]
        if self.counts:
            count = _question(HOW_MANY_PRINTED, b'"', 2, self.answer_seconds, when="whole", fresh=True)
            questions.append(count)
        answers = self._ask(questions)
        found = COUNT.search(answers[2]) if len(answers) > 2 else None
        self.told = int(found[1]) if found else None
        return parse_status(b"".join(answers[:2]))

    def count(self, known: PrinterStatus | None = None) -> int | None:
        """What its counter said when status() asked, which is done now where nothing is `known`."""
        if known is None:
            self.counts = True
            known = self.status()
        return self.told if known.answered and not known.partial else None

    def fates(self, jobs: Sequence[str]) -> dict[str, str]:
        """`never`, `begun` or `done` of each that the agent tells of. One that is called `never` will not be
        printed later either. Raises NotConnected."""
        answer = self._told({"do": "fate", "printer": self.key, "jobs": list(jobs)}, 2.0)
        fates = answer.get("fates")
        return {str(job): str(fate) for job, fate in fates.items()} if isinstance(fates, dict) else {}

    def _ask(self, questions: Sequence[Message]) -> list[bytes]:
        seconds = self.answer_seconds * len(questions) + OPEN_SECONDS
        answer = self._told(
            {"do": "ask", "printer": self.key, "steps": questions, "seconds": seconds}, seconds
        )
        if answer.get("error") == "one_way":
            return []
        if "answers" not in answer:
            said = plain(answer.get("detail", ""), longest=LONGEST_WORDS)
            raise NotConnected(said, said=said)
        return decoded(answer["answers"])

    def _told(self, command: Message, seconds: float) -> Message:
        """To ask prints nothing. That no answer came says nothing of the printer: its agent was away."""
        try:
            answer = self.call(command, seconds + RELAY_SECONDS)
        except NotConnected:
            raise
        except PrinterError as error:
            raise AgentAway(error) from error
        if answer.get("error") == "late":
            raise AgentAway("the question came too late")
        return answer


def decoded(answers: object) -> list[bytes]:
    """What the agent sent as a printer's answers; what is none counts as silence."""
    found = []
    for answer in answers if isinstance(answers, list) else []:
        try:
            found.append(b64decode(answer, validate=True))
        except (ValueError, TypeError):
            found.append(b"")
    return found


def _question(
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
