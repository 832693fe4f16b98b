"""What can prevent a drawing."""

from typing import Final

from packages_ui.labels.errors import LabelError
from packages_ui.messages import labels
from packages_ui.messages.message import Message

TOO_LARGE: Final = labels.TOOK_TOO_MUCH()
BROKE: Final = labels.BROKE_THE_DRAWER()


def too_long(seconds: float) -> Message:
    """The sentence about a label that takes longer than that."""
    return labels.TOOK_TOO_LONG(seconds=round(seconds))


class Undrawable(LabelError):
    """The label ended the process that drew it, or broke a limit. It would do so again."""


class Busy(Exception):
    """All children are busy, or none can be started, and nothing is wrong with the label: try again."""
