"""The language of the screens: the person's choice, else the browser's, else the installation's."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import JavaScriptCatalog, set_language

from packages_ui.models import UserLanguage

KEPT = "language"  # in the session, so that no request reads it from the database
FOREVER = "public, max-age=31536000, immutable"
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


class LanguageMiddleware(LocaleMiddleware):
    """Django's own; a signed-in person's choice comes before the browser's preference."""

    def process_request(self, request: HttpRequest) -> None:
        code = request.session.get(KEPT)
        if code not in LANGUAGES:
            return super().process_request(request)
        translation.activate(code)
        request.LANGUAGE_CODE = translation.get_language()
        return None


@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Keep `language` in this browser and for the signed-in person, then go back to `next`."""
    code = request.POST.get("language", "")
    if code in LANGUAGES:
        request.session[KEPT] = code
        if request.user.is_authenticated:
            UserLanguage.objects.update_or_create(user_id=request.user.pk, defaults={"language": code})
    return set_language(request)


@receiver(user_logged_in)
def speak_to(sender: Any, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:  # noqa: ARG001 - a signal's
    """After signing in, the language chosen last, on any computer."""
    chosen = UserLanguage.objects.filter(user_id=user.pk).values_list("language", flat=True).first()
    if chosen:
        request.session[KEPT] = chosen


@require_GET
def script(request: HttpRequest, code: str) -> HttpResponseBase:
    """`gettext` and its kin for the scripts of pages, with the catalogue of one language."""
    if code not in LANGUAGES:
        raise Http404
    with translation.override(code):
        response = JavaScriptCatalog.as_view(packages=["packages_ui"])(request)
    response["Cache-Control"] = FOREVER
    return response


def script_address(code: str) -> str:
    """Where `script` is: another address when the catalogue changes, so that browsers keep it for ever."""
    return f"{reverse('language_script', args=[code])}?{_version(code)}"


@cache
def _version(code: str) -> str:
    catalogue = Path(apps.get_app_config("packages_ui").path, "locale", code, "LC_MESSAGES", "djangojs.mo")
    return sha256(catalogue.read_bytes() if catalogue.exists() else b"").hexdigest()[:12]
