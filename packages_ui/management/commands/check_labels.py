"""`manage.py check_labels FOLDER`: try a carrier's label files before the first one is printed."""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from packages_ui.labels.media import Language, Media
from packages_ui.labels.size import LabelSize
from packages_ui.messages import label_check as messages
from packages_ui.services.label_check.check import Checked, Verdict, check
from packages_ui.services.label_check.files import MOST_FILES, PictureFolder, label_files

DPIS = (203, 300, 600)
VERDICTS = {
    Verdict.PRINTS: messages.PRINTS,
    Verdict.ASKS: messages.ASKS,
    Verdict.REFUSED: messages.IS_REFUSED,
}
PAPER = re.compile(r"(\d{2,3}(?:\.\d)?)x(\d{2,3}(?:\.\d)?)")


class Command(BaseCommand):
    """Needs neither the database nor Redis nor a printer. Exits with 0 when every file would be printed."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Shows for each label file in a folder its format and what a ZPL printer would get, and draws it."
        )
        parser.add_argument("folder", type=Path, help=gettext("a folder of label files, or one file"))
        parser.add_argument(
            "--printer", type=int, choices=DPIS, default=203, help=gettext("its dpi (default: 203)")
        )
        parser.add_argument("--epl", action="store_true", help=gettext("it understands EPL too"))
        parser.add_argument(
            "--paper", type=_paper, default="100x150", help=gettext("in mm (default: 100x150)")
        )
        parser.add_argument(
            "--pictures", type=Path, help=gettext("where the pictures go (default: into the folder)")
        )
        parser.add_argument("--no-pictures", action="store_true", help=gettext("draw no pictures"))
        parser.add_argument("--json", action="store_true", help=gettext("one line of JSON for each file"))

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        folder: Path = options["folder"]
        if not folder.exists():
            sys.exit(str(messages.NO_FOLDER(folder=str(folder))))
        home = folder if folder.is_dir() else folder.parent
        pictures = None if options["no_pictures"] else PictureFolder(options["pictures"] or home)
        language = Language.BOTH if options["epl"] else Language.ZPL
        media = Media(options["paper"], options["printer"], language=language)
        verdicts: Counter[Verdict] = Counter()
        labels = 0
        for checked in self._each(folder, home, media, pictures):
            verdicts[checked.verdict] += 1
            labels += checked.pieces
            self.stdout.write(json.dumps(asdict(checked)) if options["json"] else _report(checked))
        if pictures and pictures.failure:
            self.stderr.write(str(messages.NO_PICTURES(why=pictures.failure)))
        totals: dict[str, int] = {"files": verdicts.total(), "labels": labels}
        totals |= {each.value: verdicts[each] for each in Verdict}
        self.stdout.write(json.dumps({"totals": totals}) if options["json"] else _total(totals))
        if not verdicts or verdicts[Verdict.REFUSED] or self.missed:
            sys.exit(1)

    def _each(
        self, folder: Path, home: Path, media: Media, pictures: PictureFolder | None
    ) -> Iterator[Checked]:
        self.missed = 0
        files = label_files(folder, on_error=self._miss)
        for path in islice(files, MOST_FILES):
            yield check(path, name=path.relative_to(home), media=media, pictures=pictures)
        if next(files, None):
            self.missed += 1
            self.stderr.write(str(messages.TOO_MANY_FILES(most=MOST_FILES)))

    def _miss(self, error: OSError) -> None:
        self.missed += 1
        folder = _shown(str(error.filename))
        self.stderr.write(str(messages.FOLDER_UNREADABLE(folder=folder, why=str(error.strerror))))


def _paper(text: str) -> LabelSize:
    found = PAPER.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(gettext("width and height in mm, such as 100x150"))
    return LabelSize(float(found[1]), float(found[2]))


def _report(checked: Checked) -> str:
    form = checked.format
    if checked.wrapping:
        form = str(messages.WRAPPED(format=form, wrapping=checked.wrapping))
    pieces = str(messages.PIECES(count=checked.pieces))
    sizes = dict.fromkeys(f"{width:g} × {height:g} mm" for width, height in checked.sizes)
    facts = [fact for fact in (form, pieces if checked.pieces else "", *sizes) if fact]
    lines = [
        str(messages.VERDICT(name=checked.name, verdict=VERDICTS[checked.verdict]())),
        "; ".join(facts),
        *(f"{kind}: {text}" for kind, text in checked.barcodes),
        str(messages.PRINTER_GETS(what=checked.printer)),
        *(f"! {warning}" for warning in checked.warnings),
        *(f"  {field}" for field in checked.lost),
        *(f"-> {picture}" for picture in checked.pictures),
    ]
    return "\n    ".join(_shown(line) for line in lines if line)


def _total(totals: dict[str, int]) -> str:
    return str(
        messages.TOTAL(
            files=totals["files"],
            labels=totals["labels"],
            prints=totals[Verdict.PRINTS],
            asks=totals[Verdict.ASKS],
            refused=totals[Verdict.REFUSED],
        )
    )


def _shown(line: str) -> str:
    """On one line, with control characters escaped: a terminal would obey them."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in line)
