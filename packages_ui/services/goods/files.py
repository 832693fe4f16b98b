"""Pictures of products on disk, under MEDIA_ROOT: each in two sizes, named by its content."""

import re
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from time import time

from packages_ui.labels.papers import Pictures
from packages_ui.services.label_files import root, write_whole

SIZES = ("large", "small")
FOLDER = "pictures"
DIGEST = re.compile(r"[0-9a-f]{64}")
SPARED = 24 * 3600  # seconds: a row may be about to name it


def store(pictures: Pictures) -> str:
    """Its name. Raises OSError; nothing half-written remains."""
    digest = sha256(pictures.large).hexdigest()
    write_whole(_path(digest, "small"), pictures.small)
    write_whole(_path(digest, "large"), pictures.large)
    return digest


def load(digest: str, size: str) -> bytes | None:
    """None where there is no such picture."""
    if not DIGEST.fullmatch(digest) or size not in SIZES:
        return None
    try:
        return _path(digest, size).read_bytes()
    except OSError:
        return None


def forget(*, kept: Collection[str]) -> int:
    """Delete all others that are older than a day; how many files."""
    count = 0
    for path in (root() / FOLDER).rglob("*.jpg"):
        if path.name[:64] in kept or path.stat().st_mtime > time() - SPARED:
            continue
        path.unlink(missing_ok=True)
        count += 1
    return count


def _path(digest: str, size: str) -> Path:
    return root() / FOLDER / digest[:2] / f"{digest}-{size}.jpg"
