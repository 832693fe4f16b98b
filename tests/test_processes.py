"""The product as real processes, as tests and measurements start it."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread

from tests.processes import Product, product

GROUPS = """
import json
from django.contrib.auth.models import Group
print(json.dumps([one.name for one in Group.objects.all()]))
"""


def test_its_sandbox_is_the_one_that_was_started(tmp_path: Path) -> None:
    """Another one is still there for one question more."""
    made = Product(tmp_path)
    with socket.create_server(("127.0.0.1", made.sandbox_port)) as before:
        ending = Thread(target=_answer_once, args=[before])
        ending.start()
        try:
            made.start_sandbox("--packages", "7")
            assert made.switches()
            assert made.running["sandbox"].poll() is None
        finally:
            made.close()
            ending.join()


def test_it_begins_anew_with_nothing_of_before(tmp_path: Path) -> None:
    with product(tmp_path) as made:
        made.redis().set("left", 1)
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as before:
            before.execute("INSERT INTO auth_group (name) VALUES ('left')")
            before.commit()
        assert "left" in made.python(GROUPS)
        made.begin_anew()
        groups = made.python(GROUPS)
        assert groups
        assert "left" not in groups
        assert made.redis().dbsize() == 0


def _answer_once(before: socket.socket) -> None:
    asking, _ = before.accept()
    asking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    asking.close()
    before.close()
