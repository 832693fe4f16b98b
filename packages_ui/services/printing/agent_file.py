"""The agent's file as it is given out: for download with this server's address in it, and as an update."""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "agent" / "packages_agent.py"
NAME = FILE.name
SERVER_LINE = 'SERVER = ""'


@cache
def content() -> bytes:
    """As it stands here."""
    return FILE.read_bytes()


@cache
def version() -> str:
    found = re.search(rb'^VERSION = "([^"]+)"', content(), re.MULTILINE)
    return found[1].decode() if found else ""


@cache
def digest() -> str:
    """SHA-256 of an update."""
    return sha256(content()).hexdigest()


def for_download(*, server: str) -> bytes:
    """With the server's address: scheme and host."""
    line = f"SERVER = {json.dumps(server)}".encode()
    return content().replace(SERVER_LINE.encode(), line, 1)


def update_for(*, running: str, refused: str) -> dict[str, Any] | None:
    """The update for an agent that runs this version; None where it is current, or could not start it, or
    where the file here is damaged."""
    if running == version() or refused == digest() or not version():
        return None
    return {"version": version(), "sha256": digest(), "content": b64encode(content()).decode()}
