"""Files are whole, or they are not there."""

import errno
import os
import time
from pathlib import Path

import pytest
from pytest_django import Settings

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


def made(media: Path, content: bytes, *, days_ago: float) -> Path:
    path, _ = label_files.store(content, folder="labels", suffix="pdf")
    moment = time.time() - days_ago * label_files.DAY
    os.utime(media / path, (moment, moment))
    return media / path


def test_it_forgets_what_is_older_than_it_should_be_kept(media: Path, settings: Settings) -> None:
    settings.KEEP_FILES_DAYS = 30
    made(media, b"old", days_ago=30.5)
    young = made(media, b"young", days_ago=29.5)
    (media / "batches").mkdir()
    (media / "somebody else's").mkdir()
    stranger = media / "somebody else's" / "file"
    stranger.touch()
    os.utime(stranger, (0, 0))
    assert label_files.forget() == 1
    assert sorted(files(media)) == sorted([young, stranger])


def test_it_keeps_for_ever_where_that_is_wished(media: Path, settings: Settings) -> None:
    settings.KEEP_FILES_DAYS = 0
    old = made(media, b"old", days_ago=5000)
    assert label_files.forget() == 0
    assert old.exists()


def test_it_keeps_what_is_stored_once_more(media: Path, settings: Settings) -> None:
    settings.KEEP_FILES_DAYS = 30
    old = made(media, b"label", days_ago=40)
    label_files.store(b"label", folder="labels", suffix="pdf")
    assert label_files.forget() == 0
    assert old.exists()


def test_it_leaves_nothing_half_written_on_a_full_disk(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        label_files.store(b"label", folder="labels", suffix="pdf")
    assert files(media) == []
