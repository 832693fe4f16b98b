"""How gunicorn is started, wherever that is said."""

import re

import pytest

from backoffice.paths import BASE_DIR
from packages_ui.views.packing.desk import AT_PRINTER_MS, LATER_MS, SOON_MS


@pytest.mark.parametrize("name", ["Procfile", "Dockerfile", "README.md"])
def test_gunicorn_keeps_it_for_longer(name: str) -> None:
    found = re.search(r"--keep-alive[ =](\d+)", (BASE_DIR / name).read_text(encoding="utf-8"))
    assert found is not None
    assert int(found[1]) * 1000 > 2 * max(SOON_MS, AT_PRINTER_MS, LATER_MS)


@pytest.mark.parametrize("name", ["Procfile", "Dockerfile", "README.md"])
def test_gunicorn_takes_no_header_for_a_part_of_the_address(name: str) -> None:
    """It would answer 500 to `SCRIPT_NAME: /x` of anybody."""
    assert re.search(r"--forwarder-headers=(?![A-Z])", (BASE_DIR / name).read_text(encoding="utf-8"))
