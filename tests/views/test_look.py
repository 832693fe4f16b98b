"""What templates draw with."""

import re
from pathlib import Path

from backoffice.paths import BASE_DIR
from packages_ui.templatetags.look import drawn
from packages_ui.views.packages.detail import STEPS

VENDOR = Path(BASE_DIR, "static", "vendor")
IN_TEMPLATE = re.compile(r'{% icon "([\w-]+)"')
IN_NOTE = re.compile(r'icon="([\w-]+)"')
IN_LIST = {"gift", "note", "writing"}  # marks of a row


def used() -> set[str]:
    templates = Path(BASE_DIR, "templates").rglob("*.html")
    views = Path(BASE_DIR, "packages_ui", "views").rglob("*.py")
    drawn = {name for path in templates for name in IN_TEMPLATE.findall(path.read_text("utf-8"))}
    noted = {name for path in views for name in IN_NOTE.findall(path.read_text("utf-8"))}
    return drawn | noted | IN_LIST | {icon for _, icon in STEPS.values()}


def test_it_has_every_icon_that_is_drawn() -> None:
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text("utf-8")))

    assert used() <= symbols


def test_it_says_in_one_place_what_each_icon_means() -> None:
    icons = Path(BASE_DIR, "docs", "screens.md").read_text("utf-8").split("## ")[1]
    told = [
        name
        for line in icons.splitlines()
        for name in re.findall(r"`([\w-]+)`", line.split("|")[1:2][0] if "|" in line else "")
    ]

    assert sorted(told) == sorted(used())


def test_it_hides_an_icon_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in drawn("gift")
    assert "vendor/icons.svg#gift" in drawn("gift")
