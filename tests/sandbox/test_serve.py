"""The management command over real HTTP, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.ports import free_port
from tests.processes import PATIENCE

ROOT = Path(__file__).parents[2]
KEY = {"Authorization": "Token sandbox-key"}
COMMAND = [sys.executable, "manage.py", "sandbox", "--packages", "120"]


def start(*options: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*COMMAND, *options], cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True
    )


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a sandbox listens, for all tests of this file."""
    process = start("--port", "0")
    assert process.stdout
    found = re.search(r"http://[\d.:]+", process.stdout.readline())
    assert found, process.communicate(timeout=PATIENCE)
    yield found[0]
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=PATIENCE)
    assert (process.returncode, complaints) == (0, "")


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    limits = httpx.Limits(max_connections=None)
    with httpx.Client(base_url=address, headers=KEY, timeout=PATIENCE, limits=limits) as client:
        client.post("/_sandbox/reset")
        yield client


def switch(http: httpx.Client, **switches: Any) -> dict[str, Any]:
    return dict(http.post("/_sandbox/switches", json=switches).json())


def test_it_serves_a_hundred_at_once(http: httpx.Client) -> None:
    for latency in (3_000, 12_000, 48_000):  # until all are under way before the first is done
        switch(http, latency_ms=latency)
        with ThreadPoolExecutor(100) as pool:
            answers = list(pool.map(lambda _: http.get("/api/i2/packages/?limit=1").status_code, range(100)))
        assert answers == [200] * 100
        if switch(http)["most_at_once"] == 100:
            break
    assert switch(http, latency_ms=0)["most_at_once"] == 100


def test_it_keeps_more_connections_than_threads(http: httpx.Client, address: str) -> None:
    def ask(connection: HTTPConnection) -> int:
        connection.request("GET", "/api/i2/shipping-methods/?limit=1", headers=KEY)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    connections = [HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE) for _ in range(200)]
    assert {ask(connection) for connection in connections} == {200}
    assert http.get("/api/i2/packages/?limit=1").status_code == 200
    assert {ask(connection) for connection in connections} == {200}
    for connection in connections:
        connection.close()


def test_it_keeps_a_connection_open(address: str) -> None:
    with httpx.Client(base_url=address, headers=KEY, timeout=PATIENCE) as client:
        streams = []
        for _ in range(2):
            with client.stream("GET", "/api/i2/packages/?limit=1") as answer:
                answer.read()
                streams.append(answer.extensions["network_stream"].get_extra_info("socket").fileno())
                assert answer.http_version == "HTTP/1.1"
    assert streams[0] == streams[1]


def test_it_really_drops_connections(http: httpx.Client) -> None:
    switch(http, drop_share=1)
    texts = set()
    for _ in range(12):
        with pytest.raises(httpx.RemoteProtocolError) as caught:
            http.get("/api/i2/packages/?limit=5")
        texts.add(re.split(r"[ (]", str(caught.value))[0])
    # "Server disconnected without…" and "peer closed connection without sending complete message body"
    assert texts == {"Server", "peer"}


def test_it_answers_204_without_a_body(http: httpx.Client) -> None:
    row = http.get("/api/i2/packages/?limit=1&status=2").json()["results"][0]
    body = {"shipping_method": "847b006e-000a-432e-b500-e3f49fa9ddcc"}
    answer = http.post(f"/api/i2/packages/{row['number']}/change-shipping-method/", json=body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert http.get("/api/i2/packages/?limit=1").status_code == 200


def test_it_says_plainly_that_a_port_is_taken(address: str) -> None:
    port = address.rpartition(":")[2]
    process = start("--port", port)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert err.strip() == (
        f"Port {port} on 127.0.0.1 is taken by another program: stop it, or choose another with --port."
    )
    assert out == ""


def test_it_listens_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    monkeypatch.setenv("SANDBOX_PORT", str(port))
    process = start()
    assert process.stdout
    assert f"http://127.0.0.1:{port} " in process.stdout.readline()
    process.terminate()
    process.communicate(timeout=PATIENCE)


def test_it_does_not_start_beside_one_that_localhost_leads_to() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        process = start("--port", str(other.getsockname()[1]))
        _, err = process.communicate(timeout=PATIENCE)
    assert "is taken by another program" in err


def test_it_refuses_impossible_options() -> None:
    process = start("--fail-share", "3", "--port", "0")
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "fail_share" in err
    assert "not started" in err
