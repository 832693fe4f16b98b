"""What templates draw with."""

import re
from pathlib import Path

from backoffice.paths import BASE_DIR
from packages_ui.templatetags.look import drawn

VENDOR = Path(BASE_DIR, "static", "vendor")
USED = re.compile(r'{% icon "([\w-]+)"')


def test_it_has_every_icon_that_a_template_draws() -> None:
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (VENDOR / "icons.svg").read_text("utf-8")))
    templates = Path(BASE_DIR, "templates").rglob("*.html")
    used = {name for template in templates for name in USED.findall(template.read_text("utf-8"))}

    assert used
    assert used <= symbols


def test_it_hides_an_icon_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in drawn("gift")
    assert "vendor/icons.svg#gift" in drawn("gift")
