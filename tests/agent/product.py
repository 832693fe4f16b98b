"""An agent as a real process, paired with a product of real processes."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packages_ui.services.printing.agent_file import FILE
from tests.inherited import inherited
from tests.processes import PATIENCE, Product, until

CODE = """
import json
from packages_ui.services.printing.agents import make_code
agent, code = make_code(name={name!r}, user_id=None)
print(json.dumps([agent.pk, code]))
"""
SEEN = """
import json
from packages_ui.models import PrintAgent
print(json.dumps(PrintAgent.objects.filter(pk={pk}).exclude(session="").exists()))
"""


@dataclass
class Agent:
    """`way` is a printer's key. `words`: what the agent is told besides. `server`: where it finds the web,
    `script` what is run instead of the agent's own file, and `before` what that is told before the rest."""

    made: Product
    folder: Path
    key: str
    words: tuple[str, ...] = ()
    name: str = "Desk PC"
    server: str = ""
    python: str = sys.executable
    script: Path = FILE
    pk: int = 0
    before: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def pair(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.pk, code = self.made.python(CODE.format(name=self.name))
        done = self.run("--server", self.server or self.made.web_url, "--code", code)
        assert done.returncode == 0, done.stderr.decode()

    def run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        """To its end."""
        return subprocess.run(
            self._command(FILE, *words), capture_output=True, check=False, timeout=PATIENCE, env=self._env
        )

    def start(self, script: Path | None = None) -> None:
        with (self.folder / "out.log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command(script or self.script),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._env,
                start_new_session=True,
            )

    def wait_seen(self) -> None:
        until(lambda: self.made.redis().exists(f"agent:{self.pk}:here"), "the agent to ask for work")

    def kill(self) -> None:
        """SIGKILL."""
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def wait_ended(self) -> int:
        """Its exit code."""
        assert self.process
        return self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def fields(self) -> dict[str, Any]:
        """The printer as an administrator enters it."""
        return {"name": "zebra", "kind": "agent", "address": f"{self.pk}/{self.key}", "agent_id": self.pk}

    @property
    def log(self) -> str:
        return (self.folder / "out.log").read_text()

    def journal(self) -> list[str]:
        """`begun label-…`, in order."""
        lines = (self.folder / "journal").read_text().splitlines()[1:]
        return [line.partition(" ")[2] for line in lines]

    @property
    def _env(self) -> dict[str, str]:
        return {**inherited(), "no_proxy": "127.0.0.1", **self.environment}

    def _command(self, script: Path, *words: str) -> list[str]:
        return [self.python, str(script), *self.before, "--folder", str(self.folder), *self.words, *words]
