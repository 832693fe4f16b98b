"""What a label string is (PKG104 answers `{"data": string}` without its format)."""

from dataclasses import dataclass

from packages_ui.labels import several
from packages_ui.labels.answers import error_page, judge
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.packs import NotOpened
from packages_ui.labels.unwrap import Leaf, unwrap
from packages_ui.messages.message import NOTHING, Message

__all__ = ["DetectedLabel", "LabelFormat", "detect"]


@dataclass(frozen=True, slots=True)
class DetectedLabel:
    """A label's format and its own bytes, freed of all that it came wrapped in.

    For `unknown` the content is the raw text in UTF-8, for download, and `problem` is a sentence why it
    is no label, where the reason is known. `is_pending`: the carrier will make it. `is_empty`: nothing came.
    """

    format: LabelFormat
    content: bytes
    problem: Message = NOTHING
    is_pending: bool = False
    is_empty: bool = False


def detect(data: str) -> DetectedLabel:
    """Find a label's format by its content, whatever it is wrapped in (PKG104). Never raises."""
    raw = data.encode("utf-8", "backslashreplace")
    try:
        leaves = unwrap(data)
    except NotOpened as why:
        return DetectedLabel(LabelFormat.UNKNOWN, raw, why.sentence)
    if len(leaves) > 1:
        return DetectedLabel(
            LabelFormat.SEVERAL, several.pack((leaf.format, leaf.content) for leaf in leaves)
        )
    return _single(leaves[0], raw)


def _single(leaf: Leaf, raw: bytes) -> DetectedLabel:
    if leaf.format is LabelFormat.HTML and (problem := error_page(leaf.content)):
        return DetectedLabel(LabelFormat.UNKNOWN, raw, problem)
    if leaf.format is not LabelFormat.UNKNOWN:
        return DetectedLabel(leaf.format, leaf.content)
    why = judge(leaf.content)
    return DetectedLabel(LabelFormat.UNKNOWN, raw, why.sentence, why.is_pending, why.is_empty)
