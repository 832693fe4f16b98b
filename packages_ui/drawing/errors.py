"""What can come between a label and its drawing."""

from packages_ui.labels.errors import LabelError

LOOK = "Download it and look what it is, or print our own label."
TOO_LONG = "The label takes more than {seconds:.0f} seconds to draw, so it was given up. {look}"
TOO_LARGE = "The label takes too much memory to draw, so it was given up. {look}"
BROKE = "The label breaks the program that draws labels, so it was given up. {look}"


class Undrawable(LabelError):
    """The label ended the process that drew it, or broke a limit. It would do so again."""

    @classmethod
    def because(cls, reason: str, *, seconds: float, position: int | None = None) -> "Undrawable":
        """`reason` is one of the sentences above."""
        return cls(reason.format(look=LOOK, seconds=seconds), position=position)


class Busy(Exception):
    """Everybody who draws is busy, or cannot be started, and nothing is wrong with the label: try again."""
