"""Every topic's sentences are known wherever one of them is."""

import subprocess
import sys

KNOWN = (
    "from packages_ui.messages.message import TEMPLATES; print(*sorted({c.split('.')[0] for c in TEMPLATES}))"
)


def test_a_process_that_knows_one_message_knows_all() -> None:
    known = subprocess.run([sys.executable, "-c", KNOWN], check=True, capture_output=True, text=True).stdout
    assert {"common", "packages", "seller_center"} <= set(known.split())
