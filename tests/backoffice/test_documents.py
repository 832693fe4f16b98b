"""What the documents and the compose file say about the environment is what the settings read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from backoffice import env

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("migrate", "web", "worker", "background", "beat")


def known() -> set[str]:
    return env.NAMES | {f"{name}_FILE" for name in env.SECRETS}


def test_it_explains_every_variable_in_the_readme() -> None:
    named = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert set(named) == env.NAMES
    assert len(named) == len(set(named))


def test_it_marks_every_secret_in_the_readme() -> None:
    marked = re.findall(r"^\| `([A-Z_]+)` \(secret\)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert set(marked) == env.SECRETS


def test_it_offers_every_variable_in_the_example() -> None:
    named = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert set(named) == env.NAMES


@pytest.mark.parametrize("service", OURS)
def test_it_sets_only_what_the_settings_read(service: str) -> None:
    assert set(COMPOSE["services"][service]["environment"]) <= known()


def test_it_builds_an_image_with_variables_that_the_settings_read() -> None:
    text = (ROOT / "Dockerfile").read_text()
    named = re.findall(r"(?:^ENV |^    |RUN |&& | )([A-Z][A-Z_]+)=", text, re.MULTILINE)
    assert {"STATIC_ROOT", "MEDIA_ROOT", "SECRET_KEY"} <= set(named) <= known()


def test_it_has_no_secret_in_the_compose_file() -> None:
    for service in OURS:
        assert not env.SECRETS & set(COMPOSE["services"][service]["environment"])
    assert "POSTGRES_PASSWORD" not in COMPOSE["services"]["postgres"]["environment"]


def test_it_gives_every_named_secret_and_volume() -> None:
    for service in COMPOSE["services"].values():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        assert {mount.split(":")[0] for mount in service.get("volumes", [])} <= set(COMPOSE["volumes"])


def test_it_checks_the_health_of_everything_that_stays() -> None:
    staying = {name for name, one in COMPOSE["services"].items() if one["restart"] != "no"}
    assert {name for name, one in COMPOSE["services"].items() if "healthcheck" in one} == staying


def test_it_installs_the_same_debian_packages_everywhere() -> None:
    setup = (ROOT / ".ci" / "setup").read_text()
    found = re.search(r"^RUN_PACKAGES=\((.+)\)$", setup, re.MULTILINE)
    assert found
    for place in ("Dockerfile", "README.md"):
        words = " ".join((ROOT / place).read_text().split())
        assert found.group(1) in words


def test_it_knows_every_word_of_the_makefile() -> None:
    words = re.findall(r"^([a-z]+): ##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    setup = (ROOT / ".ci" / "setup").read_text()
    assert [word for word in words if f"    {word})" not in setup] == ["help"]


def queues_of(command: str) -> set[str]:
    """Those that a worker takes; all where it names none."""
    named = re.search(r"-Q (\S+)", command)
    return set(named[1].split(",")) if named else {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_it_starts_workers_for_every_queue_in_the_procfile_and_the_compose_file() -> None:
    lines = [line for line in (ROOT / "Procfile").read_text().splitlines() if " worker" in line]
    commands = [str(one.get("command", "")) for one in COMPOSE["services"].values()]
    for workers in (lines, [command for command in commands if " worker" in command]):
        taken = [queues_of(command) for command in workers]
        assert sorted(name for names in taken for name in names) == ["background", "paper"]


def test_it_gives_workers_of_one_machine_different_names() -> None:
    names = re.findall(r"celery .* worker .*-n (\S+)", (ROOT / "Procfile").read_text())
    assert len(names) == len(set(names)) == 2
