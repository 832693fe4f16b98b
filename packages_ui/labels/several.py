"""Many labels of one package as one file: a zip, so that whoever downloads it can open it."""

import io
import zipfile
from collections.abc import Iterable, Sequence

from packages_ui.labels.errors import LabelError
from packages_ui.labels.formats import LabelFormat
from packages_ui.messages import labels as messages

NAMELESS = (1980, 1, 1, 0, 0, 0)  # equal labels give equal bytes


def pack(labels: Iterable[tuple[LabelFormat, bytes]]) -> bytes:
    """In their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as made:
        for place, (format_, content) in enumerate(labels, start=1):
            made.writestr(zipfile.ZipInfo(f"{place:02}.{format_}", NAMELESS), content)
    return file.getvalue()


def unpack(content: bytes) -> Sequence[tuple[LabelFormat, bytes]]:
    """What `pack` has made. LabelError where it is anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as made:
            return [(_format(entry.filename), made.read(entry)) for entry in made.infolist()]
    except (zipfile.BadZipFile, ValueError, KeyError) as error:
        raise LabelError(messages.STORED_BROKEN()) from error


def _format(name: str) -> LabelFormat:
    return LabelFormat(name.rpartition(".")[2])
