"""How the tests are divided among the processes of a run: by file; of some folders all to one of them, as
what they share takes longer to start than to test."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/agent/",)


class Dividing(LoadFileScheduling):  # type: ignore[misc]  # xdist tells no types
    def _split_scope(self, nodeid: str) -> str:
        return next(
            (folder for folder in TOGETHER if nodeid.startswith(folder)), super()._split_scope(nodeid)
        )


def scheduling(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """None where it is not asked for by `--dist loadfile`."""
    return Dividing(config, log) if config.getvalue("dist") == "loadfile" else None
