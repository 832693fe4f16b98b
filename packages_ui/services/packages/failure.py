"""A failed request to Seller Center, as it is passed on to others who waited for the same response."""

from typing import Any

from msgspec import Struct

from packages_ui.messages.message import Message
from packages_ui.seller_center.errors import Changed, Limited, SellerCenterError, ServerFailed


class Failure(Struct, frozen=True, kw_only=True):
    """`kind` is the name of the error's class. What a form would show beside its fields is left out."""

    kind: str
    detail: str
    call: str
    changed: str
    what: Message
    advice: Message
    retry_after: float | None = None

    def error(self) -> SellerCenterError:
        """As it was raised; a SellerCenterError with the same sentences for a kind that is not known."""
        kind = _kinds(SellerCenterError).get(self.kind, SellerCenterError)
        error = kind(self.detail, call=self.call, changed=Changed(self.changed))
        error.what, error.advice = self.what, self.advice
        if isinstance(error, Limited | ServerFailed):
            error.retry_after = self.retry_after
        return error


def failure_of(error: SellerCenterError) -> Failure:
    return Failure(
        kind=type(error).__name__,
        detail=str(error.args[0]),
        call=error.call,
        changed=error.changed.value,
        what=error.what,
        advice=error.advice,
        retry_after=getattr(error, "retry_after", None),
    )


def _kinds(base: Any) -> dict[str, type[SellerCenterError]]:
    found = {base.__name__: base}
    for kind in base.__subclasses__():
        found |= _kinds(kind)
    return found
