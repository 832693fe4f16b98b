"""No two of what tests start get one port, and nobody else gets it either."""

import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import ports


def test_each_gets_another() -> None:
    with ThreadPoolExecutor() as threads:
        given = list(threads.map(lambda _: ports.free_port(), range(50)))
    assert len(set(given)) == 50


def test_the_kernel_gives_it_to_nobody() -> None:
    lowest, _ = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert ports.RANGE[-1] + 1 < int(lowest)


@pytest.mark.parametrize("beside", [0, 1])
def test_one_that_is_taken_is_left_out(beside: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken, free = ports.free_port(), ports.free_port()  # of no other run on this machine
    monkeypatch.setattr(ports, "TURN", tmp_path / "turn")
    monkeypatch.setattr(ports, "RANGE", (taken, free))
    with socket.socket() as other:
        other.bind(("127.0.0.1", taken + beside))
        assert ports.free_port() == free
