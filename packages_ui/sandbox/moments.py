"""Dates as the API reads them: ISO 8601 with a zone."""

import re
from datetime import UTC, datetime

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE | re.ASCII)
WRONG = "Datetime has wrong format. Use this format instead: YYYY-MM-DDThh:mm:ss[.uuuuuu][+HH:MM|-HH:MM|Z]."


def parse_moment(text: object) -> datetime:
    """A legal RFC 3339 date and time, in UTC; ValueError with a sentence for anything else."""
    if not isinstance(text, str) or not _DATE_TIME.fullmatch(text):
        raise ValueError(WRONG)
    try:
        # a leap second is legal and datetime has none
        return datetime.fromisoformat(text.upper().replace(":60", ":59")).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(WRONG) from error


def sortable(moment: datetime) -> str:
    """A text that compares like the times of the records do, whose last digit is a millisecond."""
    text = moment.isoformat(timespec="microseconds")[:26]
    return text[:23] if text.endswith("000") else text
