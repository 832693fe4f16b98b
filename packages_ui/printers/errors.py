"""What can go wrong on the way to paper. Each error tells what the ledger must know before it sends again."""


class PrinterError(Exception):
    """str() is technical, `sentence` is for the person, `may_send_again` is whether no byte went out."""

    what = "The printer did not take the label."
    changed = "It is not known whether it was printed."
    advice = "Look at the printer before you print it again."
    may_send_again = False

    @property
    def sentence(self) -> str:
        """What happened, whether anything was printed, what to do next."""
        return f"{self.what} {self.changed} {self.advice}"


class NotConnected(PrinterError):
    """No connection was made, so no byte went out: it is safe to send again."""

    what = "The printer could not be reached."
    changed = "Nothing was sent to it."
    advice = "Check that it is switched on and on the network; then print again."
    may_send_again = True


class SendBroken(PrinterError):
    """The line broke or stood still; bytes may have gone out, so nobody may send again unasked."""

    what = "The connection to the printer broke while a label was sent."
    changed = "It is not known whether the label came out."
    advice = "Look at the printer and say whether it came out."
