"""Clean a printer's own words for the screen: they are untrusted and may contain anything."""

import unicodedata

LONGEST_WORDS = 100  # characters
LONGEST_NAME = 255


def plain(text: object, *, longest: int = LONGEST_WORDS) -> str:
    """One line of at most `longest` characters, without control, format and other invisible characters."""
    start = str(text)[: longest * 4]
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in start)
    return " ".join(shown.split())[:longest].rstrip()
