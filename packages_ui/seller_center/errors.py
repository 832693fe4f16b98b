"""What can go wrong with Seller Center. Each error knows whether anything changed and what to do next."""

from enum import Enum

from packages_ui.seller_center.refusals import Refusal


class Changed(Enum):
    """Whether the call that failed may have changed anything at Seller Center."""

    NO = "no"
    UNKNOWN = "unknown"


WORDS = {
    Changed.NO: "Nothing was changed.",
    Changed.UNKNOWN: "It is not known whether the change was made.",
}
LOOK_AGAIN = "Look at the package again before you repeat it."


class SellerCenterError(Exception):
    """str() is technical, `sentence` is for the person, `call` is the document's name such as PKG103."""

    what = "Seller Center did not do what was asked."
    advice = "Try again in a moment; if it stays so, tell an administrator."

    def __init__(self, detail: str = "", *, call: str = "", changed: Changed = Changed.NO) -> None:
        super().__init__(detail)
        self.call = call
        self.changed = changed

    def __str__(self) -> str:
        return f"{self.call}: {self.args[0]}" if self.call else str(self.args[0])

    @property
    def sentence(self) -> str:
        """What happened, whether anything changed, what to do next."""
        advice = LOOK_AGAIN if self.changed is Changed.UNKNOWN else self.advice
        return f"{self.what} {WORDS[self.changed]} {advice}"


class Unreachable(SellerCenterError):
    """No connection was made, so nothing was sent."""

    what = "Seller Center could not be reached."


class AnswerLost(SellerCenterError):
    """The call was sent and no complete answer came. A write may have been carried out."""

    what = "Seller Center did not answer completely."


class Unauthorized(SellerCenterError):
    """401: the key is wrong, expired or revoked. Retrying is useless until an administrator acts."""

    what = "Seller Center does not accept our access key: it has expired, was revoked or is wrong."
    advice = "An administrator must set a new key (Seller Center, Settings, Access Tokens)."


class Forbidden(SellerCenterError):
    """403: the key is known and may not do this."""

    what = "Seller Center does not allow our access key to do this."
    advice = "Ask an administrator to check what the key may do."


class NotFound(SellerCenterError):
    """404: no such package, item or path."""

    what = "Seller Center does not know this package or item; it may have been cancelled or moved."
    advice = "Look for it again by its order number."


class Refused(SellerCenterError):
    """400, 409, 422 and their like: Seller Center looked at the call and said no.

    `messages`: sentences for the whole call. `fields`: sentences by the API's field name.
    `elements`: for PKG106, such sentences by the part's index, as field maps ("" is the part itself).
    """

    what = "Seller Center refused this."
    advice = "Correct it and send it again."

    def __init__(
        self,
        detail: str = "",
        *,
        call: str = "",
        changed: Changed = Changed.NO,
        refusal: Refusal | None = None,
    ) -> None:
        super().__init__(detail, call=call, changed=changed)
        self.refusal = refusal or Refusal()
        said = self.refusal.summary()
        self.what = f"Seller Center refused this: {said}" if said else f"{self.what} It gave no reason."

    @property
    def messages(self) -> tuple[str, ...]:
        return self.refusal.messages

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        return self.refusal.fields

    @property
    def elements(self) -> dict[int, dict[str, tuple[str, ...]]]:
        return self.refusal.elements


class Limited(SellerCenterError):
    """429: too many calls. `retry_after` is in seconds, None where the answer named no time."""

    what = "Seller Center is asked more often than it allows."
    advice = "Try again in a minute."

    def __init__(
        self,
        detail: str = "",
        *,
        call: str = "",
        changed: Changed = Changed.NO,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail, call=call, changed=changed)
        self.retry_after = retry_after
        if retry_after is not None:
            self.advice = f"Try again in {max(1, round(retry_after))} seconds."


class ServerFailed(SellerCenterError):
    """5xx: Seller Center failed on its own side. A write may have been carried out."""

    what = "Seller Center failed on its own side."

    def __init__(
        self,
        detail: str = "",
        *,
        call: str = "",
        changed: Changed = Changed.NO,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail, call=call, changed=changed)
        self.retry_after = retry_after


class Malformed(SellerCenterError):
    """A success whose content is not as documented. A write may have been carried out."""

    what = "Seller Center answered in a form that we do not understand."
    advice = "Tell an administrator: the address may be wrong, or Seller Center has changed."


class Redirected(Malformed):
    """A redirect. It was not followed, since the key must not go to another host."""

    what = "Seller Center pointed us to another address, which was not followed."
    advice = "Tell an administrator to check the address of Seller Center."

    def __init__(
        self, detail: str = "", *, call: str = "", changed: Changed = Changed.NO, host: str = ""
    ) -> None:
        super().__init__(detail, call=call, changed=changed)
        self.host = host
        if host:
            self.what = f"Seller Center pointed us to another address, at {host}, which was not followed."


class TooLate(SellerCenterError):
    """The time for the call ran out before Seller Center gave a usable answer."""

    what = "Seller Center took too long."
