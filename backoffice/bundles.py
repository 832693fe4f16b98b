"""Files that pages load, made of several of static/ in their order: one request instead of five.

They are made when they are needed: by collectstatic, by whitenoise at start, in tests.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

from backoffice.paths import BASE_DIR, VAR

BUNDLES = {
    "base.css": ("vendor/tabler.css", "app.css", "ask.css", "scan_queue.css", "unknown.css", "keys.css"),
    "base.js": (
        "app.js",
        "scan.js",
        "scan_queue.js",
        "sounds.js",
        "print_frame.js",
        "focus.js",
        "keys.js",
        "camera_reader.js",
        "camera.js",
        "waits.js",
    ),
    "board.css": ("vendor/uplot.css", "overview.css"),
    "board.js": ("vendor/uplot.js", "overview.js"),
    "reader.js": ("vendor/zxing.js", "camera_worker.js"),
}
SOURCES = BASE_DIR / "static"
MADE = VAR / "bundles"


class BundleFinder(BaseFinder):
    """Of settings.STATICFILES_FINDERS."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=MADE)

    def check(self, **_: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        found = [str(make(path))] if path in BUNDLES else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:  # noqa: ARG002 - the same
        for name in BUNDLES:
            make(name)
            yield name, self.storage


def make(name: str) -> Path:
    """The file, as its parts are now; replaced at once, as other processes may read it."""
    path, wanted = MADE / name, b"\n".join((SOURCES / part).read_bytes() for part in BUNDLES[name])
    if not path.is_file() or path.read_bytes() != wanted:
        MADE.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=MADE, delete=False) as half:
            half.write(wanted)
        Path(half.name).replace(path)
    return path
