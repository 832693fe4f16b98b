"""What can go wrong on the way to paper. Each error tells what the ledger must know before it sends again."""


class PrinterError(Exception):
    """str() is technical, `sentence` is for the person, `may_send_again` is whether nothing can be on paper
    and a later try may succeed. `said`: the printer's own words, cleaned."""

    what = "The printer did not take the label."
    changed = "It is not known whether it was printed."
    advice = "Look at the printer before you print it again."
    may_send_again = False

    def __init__(self, detail: object = "", *, said: str = "") -> None:
        super().__init__(detail)
        self.said = said

    @property
    def sentence(self) -> str:
        """What happened, whether anything was printed, what to do next."""
        words = self.said.rstrip(". ")
        said = f" It said: “{words}”." if words else ""
        return f"{self.what}{said} {self.changed} {self.advice}"


class NotConnected(PrinterError):
    """No connection was made, or it was gone before the first byte: it is safe to send again."""

    what = "The printer could not be reached."
    changed = "Nothing was sent to it."
    advice = "Check that it is switched on and on the network; then print again."
    may_send_again = True


class AgentAway(NotConnected):
    """The PC that the printer is connected to does not ask for work, or did not fetch the label in time."""

    what = "The print agent on this printer's PC is away."
    advice = "Labels wait. Check that the PC is on and has a network."


class NotAllowed(NotConnected):
    """The address is malformed, or leads to where no printer may be."""

    what = "The printer's address is not allowed."
    advice = "Ask an administrator to correct the printer's address."


class NotTrusted(NotConnected):
    """Its certificate is another than the one that was confirmed, or no authority vouches for it."""

    what = "The printer could not prove that it is the right one."
    advice = "Ask an administrator to compare its certificate and confirm it."


class NotTaken(PrinterError):
    """The printer itself answered that it did not take the job and will later."""

    what = "The printer takes no labels at the moment."
    changed = "Nothing was printed."
    advice = "Print again when it is free."
    may_send_again = True


class Refused(PrinterError):
    """The printer itself answered that it will not print this, now or later."""

    what = "The printer refused the label."
    changed = "Nothing was printed."
    advice = "Ask an administrator to check the printer's settings; then print again."


class SendBroken(PrinterError):
    """The line broke or stood still; bytes may have gone out, so nobody may send again unasked."""

    what = "The connection to the printer broke while a label was sent."
    changed = "It is not known whether the label came out."
    advice = "Look at the printer and say whether it came out."


class NoAnswer(PrinterError):
    """A question got no answer that makes sense, in time. Asking prints nothing."""

    what = "The printer did not answer a question."
    changed = "Nothing was printed by asking."
    advice = "If it stays so, switch the printer off and on."
