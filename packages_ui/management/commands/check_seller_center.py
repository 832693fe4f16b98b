"""`manage.py check_seller_center`: one call to Seller Center, and plain words about what is wrong."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from packages_ui.seller_center.check import CheckResult, check
from packages_ui.seller_center.config import Config

SANDBOX = "SELLER_CENTER_URL is not set: the bundled sandbox is used. Its packages are made up."


class Command(BaseCommand):
    """Exits with 0 when all is well, else with 1."""

    help = "Ask Seller Center once and say in plain words what is wrong (address, TLS, key, scheme)."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        result = _check()
        stream = self.stdout if result.is_well else self.stderr
        for sentence in result.sentences:
            stream.write(sentence)
        if not result.is_well:
            sys.exit(1)


def _check() -> CheckResult:
    if settings.SELLER_CENTER_SANDBOX:
        return CheckResult(is_well=False, sentences=(SANDBOX,))
    try:
        config = Config(
            url=settings.SELLER_CENTER_URL,
            api_key=settings.SELLER_CENTER_API_KEY,
            auth_scheme=settings.SELLER_CENTER_AUTH_SCHEME,
            shipping_methods_path=settings.SELLER_CENTER_SHIPPING_METHODS_PATH,
        )
    except ValueError as error:
        return CheckResult(is_well=False, sentences=(str(error),))
    return check(config)
