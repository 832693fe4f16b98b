"""What `manage.py` says is in the language of the installation."""

from argparse import ArgumentParser
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, load_command_class
from django.utils import timezone, translation

from packages_ui.management.commands.sync import _words
from packages_ui.services.mirror.sync import CopyState
from tests.views.pseudo import in_pseudo, untranslated

COMMANDS = (
    "check_labels",
    "check_seller_center",
    "demo",
    "forget_person",
    "prune",
    "restored",
    "sandbox",
    "sync",
)
DJANGOS = {
    "version",
    "verbosity",
    "settings",
    "pythonpath",
    "traceback",
    "no_color",
    "force_color",
    "skip_checks",
}


@pytest.fixture(autouse=True)
def _wide() -> Iterator[None]:
    with in_pseudo():
        yield


def parser_of(command: str) -> ArgumentParser:
    return load_command_class("packages_ui", command).create_parser("manage.py", command)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_is_translated(command: str) -> None:
    with translation.override("tr"):
        parser = parser_of(command)
    own = [each for each in parser._actions if each.dest not in DJANGOS | {"help"}]
    said = [parser.description or "without words", *(each.help or "without words" for each in own)]
    assert untranslated(said, data=["SANDBOX_PORT", "ZPL", "EPL"], allowed=frozenset()) == []


def test_what_is_said_of_label_files_is_translated(tmp_path: Path) -> None:
    (tmp_path / "7").write_text('N\nA50,50,0,4,1,1,N,"7"\nP1\n')
    out = StringIO()
    with translation.override("tr"), pytest.raises(SystemExit):
        call_command("check_labels", str(tmp_path), "--no-pictures", stdout=out)
    assert untranslated([out.getvalue()], data=["epl"], allowed=frozenset()) == []


@pytest.mark.django_db
def test_how_complete_the_copy_is_is_said_in_words_of_the_language() -> None:
    state = CopyState(as_of=timezone.now(), is_whole=False, seen=5, expected=9, ignores_time=True)
    with translation.override("tr"):
        assert untranslated([_words(state)], data=["UTC"], allowed=frozenset()) == []
