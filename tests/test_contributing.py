"""What CONTRIBUTING.md says of files and rooms."""

import re
import tomllib
from pathlib import Path

import pytest

from backoffice.paths import BASE_DIR

ROOT = Path(BASE_DIR)
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
READING = {"To understand split": 18, "One label to paper": 25, "A scan at a desk": 22}
PATH = re.compile(r"^`([\w/]+\.py)`$", re.MULTILINE)


@pytest.mark.parametrize(("what", "most"), READING.items())
def test_it_lists_few_files_to_read_and_all_are_there(what: str, most: int) -> None:
    paths = PATH.findall(TEXT.split(f"**{what}**")[1].split("\n\n")[0])

    assert 10 < len(paths) <= most
    assert len(set(paths)) == len(paths)
    assert [path for path in paths if not (ROOT / "packages_ui" / path).is_file()] == []


def test_it_has_a_line_for_each_room_that_the_contracts_know() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(one["layers"] for one in contracts if one["name"] == "Rooms import downwards only")
    rooms = {room for layer in layers for room in layer.split(" | ")} - {"urls"}
    table = TEXT.split("## Where things live")[1].split("\n\n")[1]

    assert {room for room in rooms if not re.search(rf"`(packages_ui/)?{room}(/|\.py)", table)} == set()


def test_it_names_no_module_that_is_not_there() -> None:
    example = {"services/packages/invoice.py", "tests/services/packages/test_invoice.py"}
    named = set(re.findall(r"`((?:[a-z_]+/)+\w+\.py)`", TEXT)) - example

    assert [
        one for one in named if not ((ROOT / one).is_file() or (ROOT / "packages_ui" / one).is_file())
    ] == []
