"""Errors of Seller Center. Each one knows whether anything changed and what to do next."""

from enum import Enum

from packages_ui.messages import common
from packages_ui.messages import seller_center as words
from packages_ui.messages.message import Message
from packages_ui.seller_center.refusals import Refusal


class Changed(Enum):
    """Whether the call that failed may have changed anything at Seller Center."""

    NO = "no"
    UNKNOWN = "unknown"


WHETHER_CHANGED = {Changed.NO: common.NOTHING_CHANGED(), Changed.UNKNOWN: words.MAYBE_CHANGED()}


class SellerCenterError(Exception):
    """str() is technical, `sentence` is for the person, `call` is the document's name such as PKG103."""

    what: Message = words.NOT_DONE()
    advice: Message = common.TRY_AGAIN_OR_TELL()

    def __init__(self, detail: str = "", *, call: str = "", changed: Changed = Changed.NO) -> None:
        super().__init__(detail)
        self.call = call
        self.changed = changed

    def __str__(self) -> str:
        return f"{self.call}: {self.args[0]}" if self.call else str(self.args[0])

    @property
    def sentence(self) -> Message:
        """What happened, whether anything changed, what to do next."""
        advice = words.CHECK_PACKAGE() if self.changed is Changed.UNKNOWN else self.advice
        return self.what + WHETHER_CHANGED[self.changed] + advice


class Unreachable(SellerCenterError):
    """No connection could be made, so nothing was sent."""

    what = words.UNREACHABLE()


class AnswerLost(SellerCenterError):
    """The call was sent and no complete response came. A write may have been carried out."""

    what = words.ANSWER_LOST()


class Unauthorized(SellerCenterError):
    """401: the key is wrong, expired or revoked. Retrying is useless until an administrator acts."""

    what = words.UNAUTHORIZED()
    advice = words.SET_NEW_KEY()


class Forbidden(SellerCenterError):
    """403: the key is known and may not do this."""

    what = words.FORBIDDEN()
    advice = words.CHECK_KEY()


class NotFound(SellerCenterError):
    """404: no such package, item or path."""

    what = words.NOT_FOUND()
    advice = words.SEARCH_ORDER()


class Refused(SellerCenterError):
    """400, 409, 422 and the like: Seller Center read the request and rejected it.

    `messages`: sentences for the whole call. `fields`: sentences by the API's field name.
    `elements`: for PKG106, such sentences by the part's index, as field maps ("" is the part itself).
    """

    what = words.REFUSED_WITHOUT_REASON()
    advice = words.CORRECT_IT()

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
        if reason := self.refusal.summary():
            self.what = words.REFUSED(reason=reason)

    @property
    def messages(self) -> tuple[Message | str, ...]:
        return self.refusal.messages

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        return self.refusal.fields

    @property
    def elements(self) -> dict[int, dict[str, tuple[str, ...]]]:
        return self.refusal.elements


class Limited(SellerCenterError):
    """429: too many calls. `retry_after` is in seconds, None where the response named no time."""

    what = words.LIMITED()
    advice = words.IN_A_MINUTE()

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
            self.advice = words.IN_SECONDS(count=max(1, round(retry_after)))


class ServerFailed(SellerCenterError):
    """5xx: an error inside Seller Center. A write may have been carried out."""

    what = words.SERVER_FAILED()

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
    """A response of 200 whose content is not as documented. A write may have been carried out."""

    what = words.MALFORMED()
    advice = words.ADDRESS_OR_CHANGED()


class Redirected(Malformed):
    """A redirect. It is not followed: the key must not be sent to another host."""

    what = words.REDIRECTED()
    advice = words.CHECK_ADDRESS()

    def __init__(
        self, detail: str = "", *, call: str = "", changed: Changed = Changed.NO, host: str = ""
    ) -> None:
        super().__init__(detail, call=call, changed=changed)
        self.host = host
        if host:
            self.what = words.REDIRECTED_TO(host=host)


class TooLate(SellerCenterError):
    """The time for the call ran out before a usable response came."""

    what = words.TOO_LATE()
