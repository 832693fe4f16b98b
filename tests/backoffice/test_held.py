"""Requests that wait without a thread, with gunicorn as in production."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from time import monotonic

import pytest
from django.http import HttpRequest

from backoffice import held
from backoffice.held import Held, Holder
from tests.processes import PATIENCE


def pair() -> tuple[socket.socket, socket.socket]:
    near, far = socket.socketpair()
    near.settimeout(PATIENCE)
    far.settimeout(0)
    return near, far


def read(line: socket.socket) -> bytes:
    found = b""
    while chunk := line.recv(65536):
        found += chunk
    return found


@pytest.fixture
def holder() -> Holder:
    return Holder()


def test_it_answers_when_somebody_rings(holder: Holder) -> None:
    near, far = pair()
    asked, answers = Event(), [None, b'{"a": 1}']

    def produce() -> bytes | None:
        asked.set()
        return answers.pop(0)

    holder.add(Held(far, "key", monotonic() + 10 * PATIENCE, produce, b"{}"))
    assert asked.wait(PATIENCE)
    holder.ring("another key")
    holder.ring("key")
    head, _, body = read(near).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(body) == {"a": 1}


def test_it_answers_at_the_end_with_the_last_word(holder: Holder) -> None:
    near, far = pair()
    holder.add(Held(far, "key", monotonic(), lambda: None, b'{"nothing": 1}'))
    assert read(near).endswith(b'{"nothing": 1}')


def test_it_gives_nothing_to_one_that_has_hung_up(holder: Holder) -> None:
    near, far = pair()
    asked = list[float]()
    first = Event()

    def produce() -> bytes | None:
        asked.append(monotonic())
        first.set()
        return None

    holder.add(Held(far, "key", monotonic() + 10 * PATIENCE, produce, b"{}"))
    assert first.wait(PATIENCE)
    thread = holder._thread
    assert thread is not None
    near.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()  # it ends with the last that waits
    holder.ring("key")
    assert len(asked) == 1


def test_it_sends_a_large_answer_to_a_slow_reader(holder: Holder) -> None:
    near, far = pair()
    large = b"x" * 5_000_000
    holder.add(Held(far, "key", monotonic() + 10 * PATIENCE, lambda: large, b"{}"))
    assert len(read(near)) > len(large)


def test_it_holds_hundreds_by_one_thread(holder: Holder) -> None:
    lines = [pair() for _ in range(300)]
    for place, (_near, far) in enumerate(lines):
        holder.add(Held(far, place, monotonic() + 10 * PATIENCE, lambda: None, b"{}"))
    before = holder._thread
    for near, _far in lines:
        near.close()
    assert before is not None
    before.join(PATIENCE)
    assert not before.is_alive()


def test_it_holds_nothing_where_the_server_keeps_its_socket() -> None:
    request = HttpRequest()
    assert held.hold(request, key=1, seconds=1, produce=lambda: None, last=b"{}") is None
    near, far = pair()
    with closing(near), ThreadPoolExecutor(1):
        request.META["gunicorn.socket"] = far
        assert held.hold(request, key=1, seconds=0, produce=lambda: None, last=b"{}") is not None
        assert far.fileno() == -1  # the server cannot close it any more
        assert read(near).endswith(b"{}")
