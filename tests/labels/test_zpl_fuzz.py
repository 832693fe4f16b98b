"""Whatever comes as ZPL: it is drawn, sent, or refused in words."""

import contextlib

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.for_printer import to_zpl
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.labels.zpl.draw import draw_zpl
from packages_ui.labels.zpl.parameters import SPECS

NAMES = sorted({*SPECS, "A0", "AA", "A@", "A", "FD", "FS", "FH", "SN", "SF", "GF", "PQ", "PW", "LL", "MU"})
WORDS = [
    "",
    "1",
    "0",
    "-5",
    "99999",
    "2.5",
    "N",
    "Y",
    "B",
    ",",
    "x",
    "_41",
    ">:A",
    "0123456789",
    "ş",
    " ",
    "R:A.GRF",
]
COMMANDS = st.builds(
    lambda name, words: f"^{name}{','.join(words)}",
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(WORDS), max_size=6),
)


@given(st.lists(COMMANDS, max_size=25))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(["^A", "^FD1"])
def test_it_draws_sends_or_refuses_in_words(commands: list[str]) -> None:
    zpl = f"^XA^FO9,9^A0N,30,30^FDHello^FS{''.join(commands)}^XZ".encode()
    with contextlib.suppress(LabelError):
        draw_zpl(zpl, size=LABEL_100X150)
    with contextlib.suppress(LabelError):
        to_zpl(zpl, LabelFormat.ZPL, media=Media(LABEL_100X150, 203))
