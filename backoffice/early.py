"""Translations for sentences that are needed before Django has its settings."""

import gettext as standard
import os

from backoffice.paths import BASE_DIR

CATALOGUES = BASE_DIR / "packages_ui" / "locale"


def gettext(sentence: str) -> str:
    """In the language that LANGUAGE_CODE names; English where there is none."""
    language = os.environ.get("LANGUAGE_CODE", "").strip() or "en"
    return standard.translation("django", CATALOGUES, languages=[language], fallback=True).gettext(sentence)
