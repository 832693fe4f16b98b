"""A printer's own words, made fit to be shown: they come from outside and may hold anything."""

import unicodedata

LONGEST_WORDS = 100  # characters
LONGEST_NAME = 255


def plain(text: object, *, longest: int = LONGEST_WORDS) -> str:
    """One line of `longest` characters at most, without control, format and other invisible signs."""
    start = str(text)[: longest * 4]
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in start)
    return " ".join(shown.split())[:longest].rstrip()
