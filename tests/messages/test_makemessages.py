"""What `manage.py makemessages --check` finds: people are shown the sentences of the sources."""

import subprocess
from pathlib import Path

from packages_ui.management.commands.makemessages import _changed

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n"POT-Creation-Date: {date}\\n"\n\n'


def _compiled(folder: Path, turkish: str, date: str = "2026-11-30 10:00+0300") -> dict[Path, bytes]:
    source = folder / "djangojs.po"
    source.write_text(HEADER.format(date=date) + f'msgid "slow"\nmsgstr "{turkish}"\n')
    compiled = folder / "tr/LC_MESSAGES/djangojs.mo"
    compiled.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["msgfmt", "-o", compiled, source], check=True)
    return {compiled: compiled.read_bytes()}


def test_a_catalogue_that_was_not_compiled_again_is_found(tmp_path: Path) -> None:
    changed = _changed(_compiled(tmp_path, ""), _compiled(tmp_path, "yavaş"))
    assert changed == ["tr/djangojs.mo is not what the sources say."]
    assert _changed({}, _compiled(tmp_path, "yavaş")) == changed


def test_a_catalogue_that_was_compiled_on_another_day_is_the_same(tmp_path: Path) -> None:
    later = _compiled(tmp_path, "yavaş", "2026-12-01 10:00+0300")
    assert _changed(_compiled(tmp_path, "yavaş"), later) == []
