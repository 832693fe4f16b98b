"""A label's bytes as the carrier sent them, for download."""

from dataclasses import dataclass

from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label
from packages_ui.services import label_files
from packages_ui.services.errors import ServiceError
from packages_ui.services.label_files import FileLost

TEXT = {LabelFormat.ZPL, LabelFormat.HTML, LabelFormat.URL, LabelFormat.UNKNOWN}
SUFFIXES = {
    LabelFormat.JPEG: "jpg",
    LabelFormat.SEVERAL: "zip",
    LabelFormat.URL: "txt",
    LabelFormat.UNKNOWN: "txt",
    LabelFormat.HTML: "html.txt",
}


class RawLabelLost(ServiceError):
    """The stored bytes are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLabel:
    """`name` is safe as a file name; `text` tells whether a person could read the content."""

    content: bytes
    name: str
    text: bool


def raw_label(*, label: Label) -> RawLabel:
    """The stored bytes with a name to save them under. Raises RawLabelLost."""
    format_ = LabelFormat(label.format)
    try:
        content = label_files.load(label.path, digest=label.sha256)
    except FileLost as error:
        raise RawLabelLost(
            "The stored label is gone. Nothing was changed; print the package again to fetch it anew."
        ) from error
    number = "".join(letter for letter in label.package_number if letter.isascii() and letter.isalnum())
    suffix = SUFFIXES.get(format_, format_.value)
    return RawLabel(content=content, name=f"label-{number or label.pk}.{suffix}", text=format_ in TEXT)
