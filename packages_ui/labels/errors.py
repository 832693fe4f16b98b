"""What can go wrong with a label, as a sentence for the packer."""


class LabelError(Exception):
    """A label that cannot be drawn, joined or read.

    `str()` is a sentence for the packer: what happened and what to do next. Nothing was changed or printed.
    `position` is the place (from 0) of the label that failed, where several were given.
    """

    def __init__(self, sentence: str, *, position: int | None = None) -> None:
        super().__init__(sentence)
        self.position = position
