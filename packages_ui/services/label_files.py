"""The files of labels and other papers under MEDIA_ROOT: written whole or not at all, read back with their
hash checked, and deleted in time, because they show names and addresses."""

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import Literal, get_args

from django.conf import settings

Folder = Literal["batches", "documents", "invoices", "labels", "pages", "slips"]
DAY = 24 * 3600  # seconds


class FileLost(Exception):
    """The file is missing, or its bytes have changed."""


def store(content: bytes, *, folder: Folder, suffix: str) -> tuple[str, str]:
    """Write `content` under a name made of its hash. Returns (path relative to MEDIA_ROOT, SHA-256).

    Raises OSError (a full disk, no permission); nothing half-written remains.
    """
    digest = sha256(content).hexdigest()
    path = Path(folder, digest[:2], f"{digest}.{suffix}")
    target = root() / path
    if target.exists():
        with suppress(OSError):  # it may belong to another user
            os.utime(target)  # used again, so it is kept longer
    else:
        write_whole(target, content)
    return str(path), digest


def load(path: str, *, digest: str) -> bytes:
    """The stored bytes. Raises FileLost."""
    try:
        content = (root() / path).read_bytes()
    except OSError as error:
        raise FileLost(path) from error
    if sha256(content).hexdigest() != digest:
        (root() / path).unlink(missing_ok=True)
        raise FileLost(path)
    return content


def write_whole(target: Path, content: bytes) -> None:
    """Write a temporary file and rename it, so that a reader sees all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.replace(file.name, target)  # noqa: PTH105 - file.name is text
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def forget() -> int:
    """Delete what was stored more than KEEP_FILES_DAYS ago; how many files. A reader then finds it
    missing: a label is fetched again, anything else reports it."""
    if not settings.KEEP_FILES_DAYS:
        return 0
    before, count = time() - settings.KEEP_FILES_DAYS * DAY, 0
    for path in (path for folder in get_args(Folder) for path in (root() / folder).rglob("*")):
        with suppress(FileNotFoundError):  # another process was quicker
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


def root() -> Path:
    """The current MEDIA_ROOT."""
    return Path(settings.MEDIA_ROOT)
