"""What shares a thing that takes long to start is given to one of the workers."""

from types import SimpleNamespace
from typing import Any

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.conftest import COLLECTED
from tests.dividing import TOGETHER, Dividing, scheduling
from tests.turns import ROOT

SCHEDULER = Dividing.__new__(Dividing)


def test_files_of_such_a_folder_stay_together_and_others_do_not() -> None:
    names = ("test_a", "test_b")
    agent = {SCHEDULER._split_scope(f"tests/agent/{name}.py::test_it[a::b]") for name in names}
    others = {SCHEDULER._split_scope(f"tests/{name}.py::test_it") for name in names}
    assert (len(agent), len(others)) == (1, 2)


def test_each_of_them_is_there_and_its_tests_follow_one_another(request: pytest.FixtureRequest) -> None:
    """What is started for a folder ends with its last test."""
    folders = [f"{item.path.relative_to(ROOT).parent}/" for item in request.config.stash[COLLECTED]]
    for folder in {*folders} & {*TOGETHER}:
        first, last = folders.index(folder), len(folders) - folders[::-1].index(folder)
        assert {*folders[first:last]} == {folder}
    assert all((ROOT / folder).is_dir() for folder in TOGETHER)


@pytest.mark.parametrize(("dist", "kind"), [("loadfile", LoadFileScheduling), ("load", type(None))])
def test_it_is_used_where_files_are_divided(dist: str, kind: type) -> None:
    config: Any = SimpleNamespace(getvalue=lambda _name: dist, option=SimpleNamespace(tx=["popen"]))
    assert isinstance(scheduling(config, Producer("")), kind)
