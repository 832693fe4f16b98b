"""What can go wrong with a label, as a sentence for the packer."""

from packages_ui.messages.message import Message, message


class LabelError(Exception):
    """A label that cannot be drawn, joined or read.

    `sentence` is for the packer: what happened and what to do next; `str()` is the same. Nothing was changed
    or printed. `position` is the index (from 0) of the label that failed, where several were given.
    """

    def __init__(self, sentence: Message | str, *, position: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = message(sentence)
        self.position = position
