"""What every test finds: a real Redis on a unix socket, empty, and no way to another machine."""

import gc
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from msgspec.structs import replace
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from backoffice import embedded
from packages_ui.drawing import asking, pool, processes, requests
from packages_ui.drawing.draw import Patience
from packages_ui.sandbox import app
from packages_ui.sandbox.data import fill
from packages_ui.sandbox.zpl_printer import PATIENCE
from packages_ui.seller_center import page
from packages_ui.services.handover import find
from packages_ui.services.packing import read_back
from tests import dividing, filled, turns
from tests.emptied import Prepared
from tests.prepared import copy_database

# The same examples every time and no clock: a suite that is red says that something changed.
# `--hypothesis-profile search` looks for new examples.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile("search", deadline=None, max_examples=5000)
hypothesis.settings.load_profile("suite")

gc.disable()  # until all tests are collected: what that makes stays, and is looked through again and again

TEST_FOLDER = Path(os.environ["BACKOFFICE_TESTS"])  # made by tests/settings.py

COLLECTED = pytest.StashKey[list[pytest.Item]]()  # all that there are, in order, whatever is left out

LONGEST_NAME = 40  # characters of a value that stands in a test's name


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every", action="store_true", help="leave out nothing that other commits run")
    parser.addoption(
        "--in-turns", action="store_true", help="leave out what other commits run of named files too"
    )
    words = {"action": "append", "default": [], "metavar": "PATH", "help": "run a sixth of the tests there"}
    parser.addoption("--in-sixths", **words)


def pytest_configure(config: pytest.Config) -> None:
    mark = "in_turn(*names, one_in): one of those that differ in these alone, or of a folder: tests/turns.py"
    config.addinivalue_line("markers", mark)
    turns.now = turns.Turns.of(config)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A test is named after its values, but not after whole files: those bear the argument's name."""
    is_name = isinstance(val, str) and len(val) <= LONGEST_NAME and val.isprintable()
    return argname if isinstance(val, bytes | str) and not is_name else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return dividing.scheduling(config, log)


LONGEST = (
    "on_postgres/test_pairs.py",
    "faults/test_printing.py",
    "on_postgres/test_views.py",
    "faults/test_fetch.py",
    "services/printing/test_ipp_feeder.py",
    "on_postgres/test_packing.py",
    "browser/test_pack.py",
    "on_postgres/test_printing.py",
    "on_postgres/test_mirror.py",
    "browser/test_pack_parcels.py",
    "on_postgres/",
    "faults/test_agent.py",
    "agent/",
    "faults/test_restored.py",
    "browser/test_printing.py",
    "browser/test_states.py",
    "views/test_hostile_values.py",
    "labels/test_zpl_untidy.py",
    "browser/test_stations.py",
    "services/mirror/test_sync.py",
    "labels/test_for_printer.py",
    "test_collection.py",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The files that take longest come first, or one of the workers does them alone at the end; those that
    wait for most of their time stand beside those that do not. What it is not the turn of is left out."""

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((place for place, name in enumerate(LONGEST) if f"tests/{name}" in path), len(LONGEST))

    items.sort(key=place)
    config.stash[COLLECTED] = list(items)
    if left_out := set(turns.now.left_out(items)):
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay until the end: no collection of garbage looks at them
    again."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_language_stays() -> Iterator[None]:
    """A client's request leaves its language behind in this thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def redis_url() -> Iterator[str]:
    """The address of a real Redis that lives as long as the tests; its keeper ends it even after a kill."""
    service = embedded.redis_service(TEST_FOLDER)
    assert embedded.ensure(service, PATIENCE)
    yield os.environ["REDIS_URL"]
    embedded.release(service)
    assert embedded.has_ended(service, PATIENCE)
    shutil.rmtree(TEST_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _drawing_is_waited_for() -> None:
    """However long it takes to load, to take a label or to draw it on a busy machine; that it has died shows
    at once. Who wants something given up says after how long."""
    processes.START_SECONDS = processes.REPLY_SECONDS = asking.TAKE_SECONDS = 10 * PATIENCE
    read_back.READING = Patience(wait=10 * PATIENCE)
    for kind in get_args(requests.AnyRequest):
        kind.limits = replace(kind.limits, seconds=10 * PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def _drawing_is_loaded_once(_drawing_is_waited_for: None) -> None:
    """For this process and all that it starts, as with `make run`: to load it takes most of a second of the
    processor."""
    pool.share()


@pytest.fixture(scope="session", autouse=True)
def _seller_center_is_waited_for() -> None:
    """Nobody goes on with what is known meanwhile because this machine is busy."""
    page.SHORT_WAIT = find.SECONDS = 10 * PATIENCE


@pytest.fixture(scope="session", autouse=True)
def _packages_are_made_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "fill", filled.once(fill))
        yield


@pytest.fixture(scope="session")
def _line(redis_url: str) -> Iterator[socket.socket]:
    """Kept, and without a client: that would cost more than most tests do."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(urlsplit(redis_url).path)
        yield line


@pytest.fixture(autouse=True)
def _empty_redis(_line: socket.socket) -> None:
    _line.sendall(b"FLUSHDB\r\n")
    assert _line.recv(64) == b"+OK\r\n"


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """The database lies in this worker's own folder and keeps its name: other processes know it by that."""


ON_SQLITE: bool = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """It is there already, migrated; its folder goes with it."""
    if ON_SQLITE:
        copy_database(Path(settings.DATABASES["default"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return ON_SQLITE or "TEST_DATABASE_IS_MIGRATED" in os.environ


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A test that commits leaves the database as it was."""
    with django_db_blocker.unblock():
        prepared = Prepared.as_it_stands()
        has_json = connection.features.supports_json_field
    with pytest.MonkeyPatch.context() as patch:
        # Django asks this of each new connection in three statements: not in a test that counts them
        patch.setattr(type(connection.features), "supports_json_field", has_json)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: prepared.restore())
        yield
