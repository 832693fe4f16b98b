"""The one client of a process."""

import pytest
from pytest_django import Settings

from packages_ui.services.client import config, seller_center


def test_it_is_one_for_all_threads_of_a_process() -> None:
    assert seller_center() is seller_center()


@pytest.mark.parametrize(("ours", "theirs"), [("en", "en-us"), ("tr", "tr-tr")])
def test_it_asks_in_the_language_of_the_screen(settings: Settings, ours: str, theirs: str) -> None:
    settings.LANGUAGE_CODE = ours
    assert config().language == theirs
