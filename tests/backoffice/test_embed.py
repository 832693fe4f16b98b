import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import redis
from pytest_django import Settings

from backoffice import embedded
from backoffice.embedded import Service
from backoffice.paths import LONGEST_SOCKET_PATH, private_folder, redis_socket
from tests.processes import PATIENCE, until

USER = """
import sys
from pathlib import Path
from backoffice import embedded
assert embedded.ensure(embedded.redis_service(Path(sys.argv[1])), float(sys.argv[2]))
print("up", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    one = embedded.redis_service(tmp_path / "var")
    yield one
    if one.folder in embedded._held:
        embedded.release(one)
    assert embedded.has_ended(one, PATIENCE)


def servers(folder: Path) -> list[psutil.Process]:
    """Redis or Valkey servers whose socket lies below the folder. They write it into their own title."""
    found = psutil.process_iter(["cmdline"])
    return [
        one for one in found if "unixsocket:" in " ".join(one.info["cmdline"] or []) and about(one, folder)
    ]


def about(process: psutil.Process, folder: Path) -> bool:
    return str(folder) in " ".join(process.info["cmdline"])


def use_elsewhere(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", USER, str(folder), str(PATIENCE)]
    user = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert user.stdout
    assert user.stdout.readline() == b"up\n"
    return user


def end(user: "subprocess.Popen[bytes]") -> None:
    user.kill()
    user.communicate()


def its_keeper_looks(folder: Path) -> None:
    """It sleeps between two looks at who holds the lock: it has looked since, and more than once."""
    found = psutil.process_iter(["cmdline"])
    (keeper,) = [
        one
        for one in found
        if any(word.endswith("/keep.py") for word in one.info["cmdline"] or []) and about(one, folder)
    ]
    before = keeper.num_ctx_switches().voluntary
    until(lambda: keeper.num_ctx_switches().voluntary > before + 3, "the keeper to look")


def test_it_starts_once_and_ends_with_the_last_user(service: Service, tmp_path: Path) -> None:
    assert embedded.ensure(service, PATIENCE)
    other = use_elsewhere(tmp_path / "var")
    assert len(servers(tmp_path)) == 1
    embedded.release(service)
    its_keeper_looks(tmp_path)
    assert not embedded.has_ended(service, 0)
    end(other)
    assert embedded.has_ended(service, PATIENCE)
    assert not servers(tmp_path)


def test_it_outlives_the_process_that_started_it(service: Service, tmp_path: Path) -> None:
    first = use_elsewhere(tmp_path / "var")
    assert embedded.ensure(service, PATIENCE)
    end(first)
    its_keeper_looks(tmp_path)
    assert embedded.wait_for(service, PATIENCE)
    assert len(servers(tmp_path)) == 1


def test_it_comes_back_with_what_was_written(service: Service, tmp_path: Path) -> None:
    assert embedded.ensure(service, PATIENCE)
    with redis.Redis(unix_socket_path=str(redis_socket(tmp_path / "var"))) as client:
        client.set("waiting", "yes")
        client.execute_command("WAITAOF", 1, 0, 60_000)  # it is on disk
    os.kill(servers(tmp_path)[0].pid, signal.SIGKILL)
    assert embedded.wait_for(service, PATIENCE)
    with redis.Redis(unix_socket_path=str(redis_socket(tmp_path / "var"))) as client:
        assert client.get("waiting") == b"yes"


def test_it_listens_on_no_port(service: Service, tmp_path: Path) -> None:
    assert embedded.ensure(service, PATIENCE)
    (server,) = servers(tmp_path)
    assert not [one for one in server.net_connections() if one.status == psutil.CONN_LISTEN and one.laddr]
    address = redis_socket(tmp_path / "var")
    assert stat.S_IMODE(address.stat().st_mode) == 0o700


def test_it_uses_what_answers_and_leaves_it_alone(tmp_path: Path) -> None:
    there = Service(
        name="redis", folder=tmp_path, folders=[tmp_path], command=["/nonexistent"], answers=lambda: True
    )
    assert embedded.ensure(there)
    embedded.release(there)
    assert not (tmp_path / "keeper.lock").exists()


def test_it_says_that_a_service_does_not_answer(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    silent = Service(
        name="redis", folder=tmp_path, folders=[tmp_path], command=["sleep", "60"], answers=lambda: False
    )
    assert not embedded.ensure(silent, 0.2)
    assert str(tmp_path / "log") in caplog.text
    embedded.release(silent)
    assert embedded.has_ended(silent, PATIENCE)


def test_it_starts_nothing_where_redis_and_seller_center_are_given(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_EMBEDDED = settings.SELLER_CENTER_SANDBOX = False
    monkeypatch.setattr(embedded, "ensure", lambda *_: pytest.fail("started"))
    assert embedded.ensure_redis()
    assert embedded.ensure_sandbox()


def test_it_finds_a_short_place_for_the_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 120) / "var"
    found = redis_socket(deep)
    assert len(os.fsencode(found)) <= LONGEST_SOCKET_PATH
    assert found == redis_socket(deep)
    assert found != redis_socket(deep.parent)


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_it_refuses_a_folder_that_others_can_write_to(tmp_path: Path, mode: int) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    with pytest.raises(PermissionError, match="open"):
        private_folder(tmp_path / "open")


def test_it_refuses_a_link_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(PermissionError, match="link"):
        private_folder(tmp_path / "link")
