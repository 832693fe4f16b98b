"""`make run` looks for free ports first."""

import socket

import pytest
from pytest_django import Settings

from backoffice.ports import taken
from tests.ports import free_port


@pytest.fixture(autouse=True)
def _free(settings: Settings) -> None:
    settings.WEB_PORT, settings.SANDBOX_PORT, settings.SELLER_CENTER_SANDBOX = free_port(), free_port(), True


def test_it_starts_where_all_are_free() -> None:
    assert taken() == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_it_names_the_port_that_is_taken(settings: Settings, host: str) -> None:
    with socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as other:
        settings.WEB_PORT = other.getsockname()[1]
        assert taken().startswith(f"Port {settings.WEB_PORT} is used by another program.")
        assert f"WEB_PORT={settings.WEB_PORT + 1} make run" in taken()


def test_it_wants_the_port_of_the_sandboxs_printer_too(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.SANDBOX_PORT = other.getsockname()[1] - 1
        assert f"Port {settings.SANDBOX_PORT + 1} is used" in taken()
        settings.SELLER_CENTER_SANDBOX = False
        assert taken() == ""
