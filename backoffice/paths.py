"""Where this installation keeps its own files. Importing this creates nothing."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
LONGEST_SOCKET_PATH = 103  # bytes; Linux takes 107, macOS 103


def redis_socket(var: Path = VAR) -> Path:
    """The embedded Redis' socket: below `var`, or in a private folder for temporary files where that path
    is longer than a unix socket may be."""
    wanted = var / "redis" / "redis.sock"
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_PATH:
        return wanted
    mark = hashlib.sha256(os.fsencode(var)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"backoffice-{os.getuid()}-{mark}" / "redis.sock"


def private_folder(folder: Path) -> None:
    """Makes `folder` for this user alone; refuses one that somebody else could have prepared."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    seen = folder.lstat()
    if folder.is_symlink() or seen.st_uid != os.getuid() or seen.st_mode & 0o022:
        raise PermissionError(f"{folder} belongs to somebody else or others may write to it; remove it.")


def keep_private(folders: Iterable[Path], files: Iterable[Path] = ()) -> None:
    """Labels, the database and the key are for this user alone: what is there, and what this process makes.
    What belongs to somebody else stays as it is."""
    os.umask(0o077)
    for mode, paths in ((0o700, folders), (0o600, files)):
        for path in paths:
            with suppress(OSError):
                path.chmod(mode)
