"""What was scanned into a field that is sent as a form."""

from django.http import QueryDict

MOST_OF_SCAN = 200
MOST_MEANT = 4


def scanned(sent: QueryDict, name: str) -> tuple[str, ...]:
    """The text of the field first, then what else the scanner may have meant (`scan.js` puts that before
    the field, under the same name). At least one text, which may be empty."""
    texts = [text.strip()[:MOST_OF_SCAN] for text in reversed(sent.getlist(name))]
    return tuple(dict.fromkeys(texts))[:MOST_MEANT] or ("",)
