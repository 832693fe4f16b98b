"""What every template may know about this installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(_request: HttpRequest) -> dict[str, bool]:
    """`seller_center_sandbox`: the bundled sandbox stands in for a real Seller Center."""
    return {"seller_center_sandbox": settings.SELLER_CENTER_SANDBOX}
