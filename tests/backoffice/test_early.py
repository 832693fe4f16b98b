"""Sentences before Django has its settings."""

import pytest

from backoffice.early import gettext


def test_a_sentence_without_a_translation_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in ("", "en", "tr", "no-such-language"):
        monkeypatch.setenv("LANGUAGE_CODE", language)
        assert gettext("{name} is not in any catalogue.") == "{name} is not in any catalogue."


def test_it_speaks_the_language_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE_CODE", "tr")
    turkish = gettext("KEEP_HISTORY_DAYS must be 0 or from 30 to 3650.")
    monkeypatch.setenv("LANGUAGE_CODE", "en")
    assert "KEEP_HISTORY_DAYS" in turkish
    assert gettext("KEEP_HISTORY_DAYS must be 0 or from 30 to 3650.").startswith("KEEP_HISTORY_DAYS must")
