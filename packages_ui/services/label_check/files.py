"""The label files of a folder, and a folder beside them for their pictures."""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from packages_ui.labels.limits import MAX_BYTES
from packages_ui.messages import label_check

MOST_FILES = 2000
LARGEST = 4 * MAX_BYTES  # as text in text
PICTURES = "label-pictures"
MARK = ".made-by-check-labels"  # in such a folder are no labels


def label_files(folder: Path, *, on_error: Callable[[OSError], object]) -> Iterator[Path]:
    """The files of the folder and of those in it, `a2` before `a10`; hidden ones are left out. What cannot be
    listed goes to `on_error`."""
    if folder.is_file():
        yield folder
        return
    for place, folders, names in os.walk(folder, onerror=on_error):
        folders[:] = sorted(
            (name for name in folders if name[0] != "." and not (Path(place, name) / MARK).exists()),
            key=in_nature,
        )
        yield from (Path(place, name) for name in sorted(names, key=in_nature) if name[0] != ".")


def in_nature(name: str) -> list[tuple[int, str]]:
    """A key to sort names by, numbers by their value."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(int(part[:18]), part) if part.isdigit() and part.isascii() else (0, part) for part in parts]


def text_in(path: Path) -> str:
    """What Seller Center would send for such a file. Raises OSError, with a sentence where it is not a
    file."""
    if not path.is_file():
        raise OSError(0, str(label_check.NO_FILE()))
    if path.stat().st_size > LARGEST:
        raise OSError(0, str(label_check.FILE_TOO_LARGE(most=LARGEST // 1024 // 1024)))
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # a binary file; `detect` takes its letters for bytes again
    return _answered(text) if text.lstrip()[:1] == "{" else text


def _answered(text: str) -> str:
    """The label in an answer of PKG104 that somebody has kept."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, str) else text


@dataclass
class PictureFolder:
    """`inside`: the folder in which it is made, once there is a picture. Files of others are never
    touched."""

    inside: Path
    made: Path | None = None
    failure: str = ""
    written: list[Path] = field(default_factory=list)

    def write(self, name: Path, number: int, png: bytes) -> str:
        """The picture's name in `inside`; empty where nothing can be written there."""
        if self.failure:
            return ""
        try:
            path = self._folder() / name.with_name(f"{name.name}.{number}.png")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(png)
        except OSError as error:
            self.failure = error.strerror or str(error)
            return ""
        self.written.append(path)
        return str(path.relative_to(self.inside))

    def _folder(self) -> Path:
        if self.made is None:
            self.inside.mkdir(parents=True, exist_ok=True)
            self.made = next(filter(_is_ours, self._names()))
            (self.made / MARK).touch()
        return self.made

    def _names(self) -> Iterator[Path]:
        yield self.inside / PICTURES
        yield from (self.inside / f"{PICTURES}-{number}" for number in count(2))


def _is_ours(folder: Path) -> bool:
    """Whether it was made by an earlier run, or can be made now."""
    if folder.is_symlink():
        return False
    if not folder.exists():
        folder.mkdir()
        return True
    return (folder / MARK).is_file()
