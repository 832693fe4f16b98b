"""What can go wrong on the way to paper. Each error states what the ledger needs before it sends again."""

from typing import ClassVar

from packages_ui.messages import printers
from packages_ui.messages.message import Message, Template, message


class PrinterError(Exception):
    """`str()` is technical, `sentence` is for the person: what happened, whether anything was printed, what
    to do next. `may_send_again`: nothing can be on paper, and a later attempt may succeed. `whole`: the
    printer surely got every byte. `words`: the printer's own, cleaned, or a sentence in their place."""

    template: ClassVar[Template] = printers.PRINTER_ERROR
    may_send_again = False
    whole = False

    def __init__(self, detail: object = "", *, words: Message | str = "") -> None:
        super().__init__(detail)
        self.words = message(words)

    @property
    def sentence(self) -> Message:
        words = self.words
        quoted = printers.PRINTER_SAID(words=str(words).rstrip(". ")) if words.is_plain else words
        return self.template() + quoted if words else self.template()


class NotConnected(PrinterError):
    """No connection was made, or it was gone before the first byte: it is safe to send again."""

    template = printers.NOT_CONNECTED
    may_send_again = True


class AgentAway(NotConnected):
    """The PC that the printer is connected to does not fetch work, or did not fetch the label in time."""

    template = printers.AGENT_AWAY


class NotAllowed(NotConnected):
    """The address is malformed, or leads to where no printer may be."""

    template = printers.NOT_ALLOWED


class NotTrusted(NotConnected):
    """Its certificate is not the one that was confirmed, or no trusted authority signed it."""

    template = printers.NOT_TRUSTED


class NotTaken(PrinterError):
    """The printer itself answered that it did not take the job now, and will later."""

    template = printers.NOT_TAKEN
    may_send_again = True


class Refused(PrinterError):
    """The printer itself answered that it will not print this, now or later."""

    template = printers.REFUSED


class SendBroken(PrinterError):
    """The connection broke or stalled; bytes may have gone out, so a resend needs a person's consent."""

    template = printers.SEND_BROKEN

    def __init__(self, detail: object = "", *, words: Message | str = "", whole: bool = False) -> None:
        super().__init__(detail, words=words)
        self.whole = whole


class NoAnswer(PrinterError):
    """A request got no valid response in time. Such a request prints nothing."""

    template = printers.NO_ANSWER
