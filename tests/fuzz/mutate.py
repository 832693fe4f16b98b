"""Bytes and JSON, broken at random."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

MOST = 200_000  # bytes of what is made
NUMBERS = (b"0", b"-1", b"255", b"65535", b"2147483648", b"99999999999999999999", b"0.0000001", b"1e308")
PIECES = (
    b"\0",
    b"\xff\xfe",
    b"\x1e",
    b"\x10",
    b"^",
    b"~",
    b"<",
    b">>",
    b"%",
    b"\r\n",
    b"'",
    b'"',
    b"\xf0\x9f",
)
DATES = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30")
TEXTS = (
    "",
    " ",
    "0",
    "\0",
    "a" * 65,
    "x" * 100_000,
    "9" * 5000,
    *DATES,
    "\ud800",
    "<script>",
    "\u202e",
    "NaN",
    "1e999",
)
FIGURES = (0, -1, 2**31, 2**63, 2**64, 10**30, 1e308, -0.0)
VALUES: tuple[Any, ...] = (None, True, *FIGURES, *TEXTS, [], {}, [[]], [None], {"number": {}})


def mutated(content: bytes, random: Random) -> bytes:
    """The same with one to eight changes, at most MOST bytes."""
    made = bytearray(content)
    for _ in range(random.randint(1, 8)):
        random.choice((_flip, _cut, _double, _insert, _number))(made, random)
    return bytes(made[:MOST])


def _place(made: bytearray, random: Random) -> tuple[int, int]:
    """Mostly a short stretch."""
    start = random.randrange(len(made) + 1)
    return start, min(len(made), start + int(random.expovariate(0.05)) + 1)


def _flip(made: bytearray, random: Random) -> None:
    if made:
        made[random.randrange(len(made))] = random.randrange(256)


def _cut(made: bytearray, random: Random) -> None:
    start, end = _place(made, random)
    del made[start:end]


def _double(made: bytearray, random: Random) -> None:
    start, end = _place(made, random)
    made[start:start] = made[start:end] * random.choice((1, 2, 100))


def _insert(made: bytearray, random: Random) -> None:
    start, _ = _place(made, random)
    made[start:start] = random.choice(PIECES) * random.choice((1, 3, 1000))


def _number(made: bytearray, random: Random) -> None:
    """Put a number of the worst kind in place of one that stands there."""
    start, end = _place(made, random)
    digits = [place for place in range(start, end) if made[place] in b"0123456789"]
    if digits:
        made[digits[0] : digits[-1] + 1] = random.choice(NUMBERS)


MARK = "what is put here"
RAW = (
    b'"\xff\xfe"',
    b'"a\xc3"',
    b'"\xed\xa0\x80"',
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b"NaN",
    b"-Infinity",
    b"1e999999999",
    b"9" * 5000,
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":1,"a":{}}',
    b"",
)


def answers(sample: Any) -> Iterator[bytes]:
    """The sample with each value in it replaced by each of VALUES, and of RAW, which Python does not
    write, and without it."""
    for path in list(_paths(sample)):
        for value in VALUES:
            yield _with(sample, path, value)
        for raw in RAW:
            yield _with(sample, path, MARK).replace(json.dumps(MARK).encode(), raw)
        yield _without(sample, path)


def _paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inside:
        yield (*before, key)
        yield from _paths(below, (*before, key))


def _with(sample: Any, path: tuple[Any, ...], value: Any) -> bytes:
    copy = json.loads(json.dumps(sample))
    _parent(copy, path)[path[-1]] = value
    return json.dumps(copy).encode()


def _without(sample: Any, path: tuple[Any, ...]) -> bytes:
    copy = json.loads(json.dumps(sample))
    del _parent(copy, path)[path[-1]]
    return json.dumps(copy).encode()


def _parent(copy: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        copy = copy[key]
    return copy
