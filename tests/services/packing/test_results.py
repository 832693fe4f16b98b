import re

from django.conf import settings

from packages_ui.services.handover import scan
from packages_ui.services.packing.results import BLOCKS, SOUNDS, ScanOutcome, ScanResult

TUNES = set(
    re.findall(r"^    (\w+): \[\[", (settings.BASE_DIR / "static/sounds.js").read_text(), re.MULTILINE)
)


def test_each_sound_is_one_that_the_page_can_play() -> None:
    told = {ScanResult(outcome=outcome).sound for outcome in ScanOutcome} - {""}
    assert told | set(scan.SOUNDS.values()) <= TUNES


def test_each_error_of_a_packer_has_a_sound_of_its_own() -> None:
    errors = BLOCKS - {ScanOutcome.CHANGED}  # nobody's error
    assert len({SOUNDS[each] for each in errors}) == len(errors)
