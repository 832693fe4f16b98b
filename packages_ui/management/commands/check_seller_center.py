"""`manage.py check_seller_center`: one request to Seller Center, and what is wrong in plain words."""

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from packages_ui.messages import seller_center as words
from packages_ui.seller_center.check import CheckResult, check
from packages_ui.seller_center.config import Config


class Command(BaseCommand):
    """Exit code 0 when everything works, else 1."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Send one request to Seller Center and explain what is wrong (address, TLS, key, scheme)."
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        result = _check()
        stream = self.stdout if result.is_well else self.stderr
        for sentence in result.sentences:
            stream.write(str(sentence))
        if not result.is_well:
            sys.exit(1)


def _check() -> CheckResult:
    if settings.SELLER_CENTER_SANDBOX:
        return CheckResult(is_well=False, sentences=(words.CHECK_SANDBOX(),))
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
