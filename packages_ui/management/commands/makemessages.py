"""Django's makemessages with this project's settings: every language, templates, services and scripts."""

import subprocess
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import makemessages

DEFAULTS = {
    "all": True,
    "add_location": "file",  # line numbers would change with every commit
    "no_obsolete": True,
    "no_wrap": True,
    "ignore_patterns": ["static/vendor/*", "tests/*", "var/*", "staticfiles/*", ".venv/*", "node_modules/*"],
}
DATED = "POT-Creation-Date"


class Command(makemessages.Command):
    """Reads `define` and `define_plural` of packages_ui/messages too, and compiles what it wrote."""

    help = "Collect every sentence that a person sees into packages_ui/locale; --check changes nothing."
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=define:2",
        "--keyword=define_plural:2,3",
    ]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--check", action="store_true", help="Fail where one is missing, untranslated or not compiled."
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        """CommandError with what to do where `check` finds something; the files are then as they were."""
        here = Path(apps.get_app_config("packages_ui").path, "locale")
        if not check:
            return self._collect(here, *args, **options)
        kept = _read(here)
        try:
            self._collect(here, *args, **options)
            problems = [*_changed(kept, _read(here)), *_untranslated(here)]
        finally:
            _write_back(here, kept)
        if problems:
            raise CommandError(
                "\n".join([*problems, "Run manage.py makemessages and translate what is new."])
            )
        return None

    def _collect(self, here: Path, *args: Any, **options: Any) -> None:
        for domain in ("django", "djangojs"):
            super().handle(*args, **{**options, **DEFAULTS, "domain": domain})
        for catalogue in sorted(here.rglob("*.po")):
            _gettext("msgfmt", "--check-format", "-o", catalogue.with_suffix(".mo"), catalogue)


def _read(here: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(here.rglob("*.[pm]o"))}


def _write_back(here: Path, kept: dict[Path, bytes]) -> None:
    for path in here.rglob("*.[pm]o"):
        if path not in kept:
            path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)


def _changed(before: dict[Path, bytes], after: dict[Path, bytes]) -> list[str]:
    """The compiled ones too: those are what people see."""
    return [
        f"{path.parent.parent.name}/{path.name} is not what the sources say."
        for path in sorted(before.keys() | after.keys())
        if _undated(path, before) != _undated(path, after)
    ]


def _undated(path: Path, files: dict[Path, bytes]) -> list[str]:
    content = files.get(path, b"").decode() if path.suffix == ".po" else _decompiled(files.get(path))
    return [line for line in content.splitlines() if DATED not in line]


def _decompiled(content: bytes | None) -> str:
    return _gettext("msgunfmt", "-", content=content) if content else ""


def _untranslated(here: Path) -> list[str]:
    found = []
    for path in sorted(here.rglob("*.po")):
        for what in ("--untranslated", "--only-fuzzy"):
            left = _gettext("msgattrib", what, "--no-wrap", path)
            ids = [line for line in left.splitlines() if line.startswith("msgid ") and line != 'msgid ""']
            found += [f"{path.parent.parent.name}/{path.name}, not translated: {line}" for line in ids]
    return found


def _gettext(*words: str | Path, content: bytes | None = None) -> str:
    """What one of gettext's programs prints about our own files, or about `content`."""
    done = subprocess.run(words, input=content, check=True, capture_output=True)  # noqa: S603 - wherever they are
    return done.stdout.decode()
