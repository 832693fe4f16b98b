"""Seller Center's errors as answers: which status tells htmx and the browser what happened."""

from packages_ui.seller_center.errors import Limited, NotFound, Refused, SellerCenterError, TooLate


def status_of(error: SellerCenterError) -> int:
    """409 it said no, 503 come back later, 502 it could not be asked (a refused key too)."""
    if isinstance(error, Refused | NotFound):
        return 409
    return 503 if isinstance(error, TooLate | Limited) else 502
