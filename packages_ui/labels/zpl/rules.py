"""What a carrier's ZPL may not bring to a printer: it goes there as it came, before the next label."""

import re
from collections.abc import Iterator

from zplkit.parse import ParseError, parse

from packages_ui.labels.errors import LabelError
from packages_ui.labels.limits import MAX_PAGES
from packages_ui.labels.zpl.prepare import BROKEN, NEUTRAL

NOT_WHOLE = (
    "The label's ZPL is not whole: it would swallow the next label. Fetch it again; if it stays so, ask the "
    "carrier."
)
FORBIDDEN = {
    "~JR": "resets the printer",
    "~JA": "cancels other labels",
    "~JX": "cancels other labels",
    "~JP": "cancels other labels",
    "~JQ": "cancels other labels",
    "~PP": "pauses the printer",
    "^PP": "pauses the printer",
    "^ZZ": "puts the printer to sleep",
    "~ZZ": "puts the printer to sleep",
    "^MP": "locks the printer's buttons",
    "~PR": "prints the label before once more",
    "~PH": "feeds paper",
    "^PH": "feeds paper",
    "^PF": "feeds paper",
    "~JC": "feeds paper",
    "~JG": "feeds paper",
    "~JL": "feeds paper",
    "~WC": "prints the printer's settings",
    "^WD": "prints the printer's contents",
    "~JD": "makes the printer print codes instead of labels",
    "^JU": "changes the printer's stored settings",
    "^JZ": "changes what happens after a paper jam",
    "^JB": "erases the printer's memory",
    "~JB": "erases the printer's memory",
    "~EG": "erases the printer's memory",
    "^EG": "erases the printer's memory",
    "^TO": "copies the printer's memory",
    "^JI": "starts a program in the printer",
    "~JI": "starts a program in the printer",
    "~RO": "resets the printer's counters",
    "^RO": "resets the printer's counters",
    "^SZ": "changes the printer's language",
    "^CC": "changes the printer's language",
    "^CT": "changes the printer's language",
    "^CD": "changes the printer's language",
    "~CC": "changes the printer's language",
    "~CT": "changes the printer's language",
    "~CD": "changes the printer's language",
    "^KP": "changes the printer's password",
    "^KN": "changes the printer's name",
    "^KL": "changes the language of the printer's menu",
    "^ST": "changes the printer's clock",
    "^SC": "changes the printer's connection",
    "^SX": "changes the printer's alerts",
    "^SQ": "changes the printer's alerts",
}
# SGD, SGD as JSON, and the first line of CPCL.
OTHER_LANGUAGE = re.compile(r"!\s*U1?\s+(?:set|get|do)|\{\}\s*\{|!\s+\d+\s+\d+\s+\d+\s+\d+", re.IGNORECASE)
# What stays in the printer but does the label no harm: such a label goes as a picture. Zebra's own driver
# ends its settings with ^JUS (save them all), so many carriers' labels do; ^MCN prints this label under the
# next one; a wildcard outside the memory R: erases what the printer's owner has stored; ^LS and ^LT move all
# labels after it.
STAYS = re.compile(r"\^JUS|\^MCN|\^ID[^R]?:[^\s^]*\*|\^L[ST][+-]?0*[1-9]")
SIGNS = frozenset({"\x02", "\x03"})  # for a printer they begin and end a label
NETWORK = ("^N", "~N", "^W", "~W")
DRAWS = frozenset({"FD", "FV", "GB", "GC", "GD", "GE", "GF", "GS", "XG", "XF", "IM", "IL", "SN"})


def check_zpl(content: bytes) -> int:
    """How many pieces of paper the ZPL makes. LabelError where it is not whole or changes the printer."""
    pieces, quantity, draws, is_stored, is_open = 0, 1, False, False, False
    for prefix, name, value in _commands(content):
        _check_allowed(prefix + name, value)
        if name == "XA":
            quantity, draws, is_stored, is_open = 1, False, False, True
        elif name == "XZ":
            pieces += quantity if draws and not is_stored else 0
            is_open = False
        elif name == "PQ" and prefix == "^":
            quantity = _quantity(value)
        draws |= name in DRAWS
        is_stored |= name == "DF"
    if is_open:
        raise LabelError(NOT_WHOLE)
    if pieces > MAX_PAGES:
        raise LabelError(f"The label would print {pieces} pieces of paper. Download it and look what it is.")
    return pieces


def leaves_nothing(content: bytes) -> bool:
    """Whether the ZPL may go to a printer as it came; else a picture of it may, which leaves nothing."""
    return not any(STAYS.match(prefix + name + value.upper()) for prefix, name, value in _commands(content))


def _commands(content: bytes) -> Iterator[tuple[str, str, str]]:
    """`^` or `~`, the two letters in capitals, and the rest."""
    try:
        elements = [bytes(element) for element in parse(content).elements]
    except ParseError as error:
        raise LabelError(BROKEN) from error
    for command in elements:
        text = command.decode("latin-1")
        if OTHER_LANGUAGE.search(text):
            raise LabelError(_refusal("gives the printer commands of another kind"))
        if text[:1] in SIGNS:
            raise LabelError(NOT_WHOLE)
        if text[:1] in {"^", "~"}:
            yield text[:1], text[1:3].upper(), text[3:]


def _check_allowed(command: str, value: str) -> None:
    if (why := FORBIDDEN.get(command)) and not _changes_nothing(command, value):
        raise LabelError(_refusal(why))
    if command[:2] in NETWORK:
        raise LabelError(_refusal("changes the printer's network"))


def _changes_nothing(command: str, value: str) -> bool:
    """Whether it sets what is set anyway (`~CC^`, which Zebra's driver sends first) or is drawn instead."""
    usual = NEUTRAL.get(command[1:], b"").decode()
    return value[:1].upper() == usual != "" or STAYS.match(command + value.upper()) is not None


def _refusal(why: str) -> str:
    return (
        f"The label's ZPL {why}, so it was not sent. Download it and look what it is, or print our own label."
    )


def _quantity(value: str) -> int:
    digits = value.partition(",")[0].strip()
    return max(int(digits), 1) if digits.isdecimal() and len(digits) < 9 else 1
