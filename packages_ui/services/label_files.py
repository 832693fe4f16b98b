"""The files of labels under MEDIA_ROOT: written whole or not at all, read back with their hash checked."""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings


class FileLost(Exception):
    """The file is gone or its bytes are not what was stored."""


def store(content: bytes, *, folder: str, suffix: str) -> tuple[str, str]:
    """Write `content` under a name made of its hash. Returns (path relative to MEDIA_ROOT, SHA-256).

    Raises OSError (a full disk, no permission); nothing half-written remains.
    """
    digest = sha256(content).hexdigest()
    path = Path(folder, digest[:2], f"{digest}.{suffix}")
    target = root() / path
    if not target.exists():
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
    """Write beside the target and rename, so that a reader sees all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.replace(file.name, target)  # noqa: PTH105 - file.name is text
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def root() -> Path:
    """MEDIA_ROOT, as it is set now."""
    return Path(settings.MEDIA_ROOT)
