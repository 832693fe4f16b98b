"""Files are whole, or they are not there."""

import errno
import os
from pathlib import Path

import pytest

from packages_ui.services import label_files
from packages_ui.services.label_files import FileLost


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_it_gives_back_what_was_stored(media: Path) -> None:
    path, digest = label_files.store(b"label", folder="labels", suffix="pdf")
    assert label_files.load(path, digest=digest) == b"label"
    assert Path(path).suffix == ".pdf"
    assert not Path(path).is_absolute()


def test_it_keeps_equal_content_once(media: Path) -> None:
    first = label_files.store(b"label", folder="labels", suffix="pdf")
    assert label_files.store(b"label", folder="labels", suffix="pdf") == first
    assert len(files(media)) == 1


def test_it_says_when_a_file_is_gone(media: Path) -> None:
    path, digest = label_files.store(b"label", folder="labels", suffix="pdf")
    (media / path).unlink()
    with pytest.raises(FileLost):
        label_files.load(path, digest=digest)


def test_it_takes_a_file_with_other_bytes_for_lost_and_can_store_it_anew(media: Path) -> None:
    path, digest = label_files.store(b"label", folder="labels", suffix="pdf")
    (media / path).write_bytes(b"lab")
    with pytest.raises(FileLost):
        label_files.load(path, digest=digest)
    label_files.store(b"label", folder="labels", suffix="pdf")
    assert label_files.load(path, digest=digest) == b"label"


def test_it_leaves_nothing_half_written_on_a_full_disk(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        label_files.store(b"label", folder="labels", suffix="pdf")
    assert files(media) == []
