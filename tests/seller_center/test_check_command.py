"""`manage.py check_seller_center`."""

from unittest.mock import patch

import pytest
from django.core.management import call_command
from pytest_django import Settings

from packages_ui.seller_center.check import CheckResult

CHECK = "packages_ui.management.commands.check_seller_center.check"


@pytest.fixture(autouse=True)
def _seller_center(settings: Settings) -> None:
    settings.SELLER_CENTER_URL = "https://seller.example.com"
    settings.SELLER_CENTER_API_KEY = "k"
    settings.SELLER_CENTER_SANDBOX = False


def test_it_prints_that_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    with patch(CHECK, return_value=CheckResult(is_well=True, sentences=("Fine.",))) as asked:
        call_command("check_seller_center")
    assert capsys.readouterr().out == "Fine.\n"
    assert asked.call_args.args[0].host == "seller.example.com"


def test_it_exits_with_1_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    result = CheckResult(is_well=False, sentences=("Bad key.", "Set another."))
    with patch(CHECK, return_value=result), pytest.raises(SystemExit) as caught:
        call_command("check_seller_center")
    assert caught.value.code == 1
    assert capsys.readouterr().err.splitlines() == ["Bad key.", "Set another."]


def test_it_names_a_setting_that_cannot_be_right(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SELLER_CENTER_URL = "http://seller.example.com"
    with pytest.raises(SystemExit):
        call_command("check_seller_center")
    assert "must begin with https" in capsys.readouterr().err


def test_it_does_not_vouch_for_the_sandbox(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SELLER_CENTER_SANDBOX = True
    with patch(CHECK) as asked, pytest.raises(SystemExit):
        call_command("check_seller_center")
    assert "made up" in capsys.readouterr().err
    assert not asked.called
