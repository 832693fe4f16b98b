"""Code that is run in the product: each time in a child of one process that has loaded it, which takes most
of a second of the processor.

`python -m tests.told` reads `[code, path]` in JSON, line by line, writes what the code prints to the path,
and answers each with the exit code.
"""

import importlib
import json
import os
import subprocess
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

ROOT = Path(__file__).resolve().parent.parent


class Told:
    """A process of the product with the environment `env`. `close()` ends it."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env, self._lock = dict(env), Lock()
        self._folder = TemporaryDirectory(prefix="told-")
        command, pipe = [sys.executable, "-m", "tests.told"], subprocess.PIPE
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, stdin=pipe, stdout=pipe, text=True, start_new_session=True
        )

    def run(self, code: str) -> str:
        """What `code` prints. Raises RuntimeError with that, where it fails."""
        path = Path(self._folder.name, "printed")
        assert self._process.stdin
        assert self._process.stdout
        with self._lock:
            print(json.dumps([code, str(path)]), file=self._process.stdin, flush=True)
            status, printed = self._process.stdout.readline().strip(), path.read_text("utf-8")
        if status != "0":
            raise RuntimeError(f"{status or 'it has ended'}: {printed[-2000:]}")
        return printed

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


def serve() -> None:
    for line in sys.stdin:
        code, path = json.loads(line)
        if not (child := os.fork()):
            os._exit(run(code, path))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def run(code: str, path: str) -> int:
    with Path(path).open("w", encoding="utf-8") as out:
        sys.stdout = sys.stderr = out
        try:
            exec(code, {"__name__": "__main__"})
        except BaseException:  # noqa: BLE001 - whatever it was, it is told
            traceback.print_exc()
            return 1
    return 0


if __name__ == "__main__":
    import django

    django.setup()
    importlib.import_module("packages_ui.tasks")  # and all services
    serve()
