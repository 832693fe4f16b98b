"""The product as real processes, as tests and measurements start it."""

import socket
from pathlib import Path
from threading import Thread

from tests.processes import Product


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


def _answer_once(before: socket.socket) -> None:
    asking, _ = before.accept()
    asking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    asking.close()
    before.close()
