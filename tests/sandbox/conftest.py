"""A sandbox in this process, and a client that speaks to it without a network."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record

KEY = {"Authorization": "sandbox-key"}
Pick = Callable[..., Record]


def pytest_itemcollected(item: pytest.Item) -> None:
    """pytest gives all operations that Schemathesis tests the name of their function, and pytest-xdist runs
    one test of each name."""
    if operation := getattr(item, "operation_label", None):
        item._id = item.id.with_params(operation)


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def client(sandbox: Sandbox) -> Iterator[httpx.Client]:
    transport = httpx.WSGITransport(app=sandbox)
    with httpx.Client(transport=transport, base_url="http://sandbox.test", headers=KEY) as client:
        yield client


@pytest.fixture
def pick(sandbox: Sandbox) -> Pick:
    """The first package with a status, a number of items, an integration and no oddity."""

    def picked(*, status: int = 2, items: int = 1, manual: bool = False, slug: str = "") -> Record:
        return next(
            record
            for record in sandbox.packages.values()
            if record.status == status
            and len(record.items) >= items
            and record.method.manual is manual
            and slug in {"", record.method.slug}
            and not record.oddity
        )

    return picked
