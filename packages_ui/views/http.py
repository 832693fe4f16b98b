"""What every view reads from a request in the same way."""

MOST_DIGITS = 18  # what a database's number holds


def id_of(text: str | None) -> int:
    """The row that was named; 0, which no row has, where the text is no number of a row."""
    usable = text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if usable and text else 0
