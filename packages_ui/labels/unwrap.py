"""Labels freed of what they are wrapped in: base64, data URIs, JSON, quotes, gzip and zip, in any order.

Whatever came is hostile: how deep it is opened, how large it may become and how many labels it may hold is
bounded, and nothing is unpacked beyond that.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from packages_ui.labels.formats import NEAR, SIGNATURES, LabelFormat, format_of
from packages_ui.labels.packs import (
    GZIP,
    MOST_LABELS,
    WHITE,
    ZIP,
    ZLIB,
    Budget,
    NotOpened,
    decode_base64,
    files_in,
    open_data_uri,
    unzipped,
)
from packages_ui.messages import labels as messages

BOMS = (b"\xef\xbb\xbf", b"\xc3\xaf\xc2\xbb\xc2\xbf")  # UTF-8's, and the same taken for Latin-1
LITERAL_LINE_ENDS = (b"\\r", b"\\n")
BEFORE = re.compile(rb"(?:[ \t\r\n\f\v\0]++|%s)*+" % b"|".join(map(re.escape, (*BOMS, *LITERAL_LINE_ENDS))))
ESCAPED = re.compile(rb"(?:\\u[0-9A-Fa-f]{4})+")
LETTERS_OF_BYTES = tuple(
    mark.decode("latin-1") for mark in (*SIGNATURES, b"RIFF", b"BM", b"N\n", b"N\r", b"EPL", GZIP, ZIP, *ZLIB)
)
MOST_DEPTH = 8  # wrappings around one label


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is inside of all wrappings. For `unknown` it is the last text that a person could read."""

    format: LabelFormat
    content: bytes


def unwrap(data: str | bytes) -> list[Leaf]:
    """All labels in it, in order; else one Leaf of what is no label. Raises NotOpened."""
    return _open(data, 0, Budget())


def _open(data: str | bytes, depth: int, budget: Budget) -> list[Leaf]:
    budget.try_one()
    content = _trimmed(_bytes_of(data))
    if (listed := _json(content)) is not None:
        return _open_json(listed, content, depth, budget)
    found = format_of(content)
    if found is not LabelFormat.UNKNOWN:
        budget.labels += 1
        if budget.labels > MOST_LABELS:
            raise NotOpened(messages.TOO_MANY_LABELS(most=MOST_LABELS))
        return [Leaf(found, _without_escapes(content, found))]
    inner = _inner(content, budget)
    if inner is None:
        return [Leaf(LabelFormat.UNKNOWN, content)]
    if depth >= MOST_DEPTH:
        raise NotOpened(messages.TOO_DEEP(most=MOST_DEPTH))
    leaves = [leaf for one in inner for leaf in _open(one, depth + 1, budget)]
    return _labels(leaves) or [_readable(leaves, content)]


def _inner(content: bytes, budget: Budget) -> list[bytes] | None:
    """What is one wrapping further inside; None where nothing is wrapped."""
    if content.startswith(GZIP) or content[:2] in ZLIB:
        return unzipped(content, budget)
    if content.startswith(ZIP):
        return files_in(content, budget)
    if content[:5].lower() == b"data:":
        return [budget.spend(open_data_uri(content))]
    if content[:1] in {b'"', b"'"} and content.rstrip(WHITE)[-1:] == content[:1] and len(content) > 2:
        return [budget.spend(content.rstrip(WHITE)[1:-1])]
    decoded = decode_base64(content)
    return [budget.spend(decoded)] if decoded else None


def _json(content: bytes) -> Any:
    """A list, an object or a string; None for all else."""
    if content[:1] not in {b"[", b"{", b'"'}:
        return None
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    except RecursionError:
        raise NotOpened(messages.TOO_DEEP(most=MOST_DEPTH)) from None


def _open_json(value: Any, content: bytes, depth: int, budget: Budget) -> list[Leaf]:
    if depth >= MOST_DEPTH:
        raise NotOpened(messages.TOO_DEEP(most=MOST_DEPTH))
    match value:
        case str():
            return _open(value, depth + 1, budget)
        case list():
            leaves = _open_list(value, depth, budget)
        case dict():
            leaves = _open_object(value, depth, budget)
        case _:
            leaves = []
    return leaves or [Leaf(LabelFormat.UNKNOWN, content)]


def _open_list(values: list[Any], depth: int, budget: Budget) -> list[Leaf]:
    """A list of labels is one only where each is a label: none is left out without a word."""
    found = []
    for value in values:
        found.append(_labels(_open_json(value, b"", depth + 1, budget)))
        if len(found) > MOST_LABELS and any(found):
            raise NotOpened(messages.TOO_MANY_LABELS(most=MOST_LABELS))
        if len(found) > MOST_LABELS:
            return []
    bad = sum(not leaves for leaves in found)
    if bad and bad < len(found):
        raise NotOpened(messages.SOME_UNKNOWN(bad=bad, count=len(found)))
    return [leaf for leaves in found for leaf in leaves]


def _open_object(value: dict[str, Any], depth: int, budget: Budget) -> list[Leaf]:
    """The labels among its values. In several forms it is the same label: the first one counts; a link only
    where there is nothing else."""
    found = [
        _labels(_open_json(one, b"", depth + 1, budget))
        for one in value.values()
        if isinstance(one, str | list | dict)
    ]
    found.sort(key=lambda leaves: all(leaf.format is LabelFormat.URL for leaf in leaves))
    first = next(filter(None, found), [])
    same = [leaves for leaves in found if {leaf.format for leaf in leaves} & {leaf.format for leaf in first}]
    return [leaf for leaves in same for leaf in leaves] if not _is_link(first) else first[:1]


def _is_link(leaves: Iterable[Leaf]) -> bool:
    return all(leaf.format is LabelFormat.URL for leaf in leaves)


def _labels(leaves: Iterable[Leaf]) -> list[Leaf]:
    return [leaf for leaf in leaves if leaf.format is not LabelFormat.UNKNOWN]


def _readable(leaves: list[Leaf], content: bytes) -> Leaf:
    """The text inside, where it is one; else what it was wrapped in."""
    for leaf in leaves:
        text = leaf.content.decode("utf-8", "replace")
        if (
            text.strip()
            and "\ufffd" not in text
            and all(sign.isprintable() or sign.isspace() for sign in text)
        ):
            return leaf
    return Leaf(LabelFormat.UNKNOWN, content)


def _bytes_of(data: str | bytes) -> bytes:
    """Text as UTF-8; a binary file that was put into JSON as if each byte were a letter, as those bytes."""
    if isinstance(data, bytes):
        return data
    text = data.lstrip("\ufeff \t\r\n\f\v\0")
    if text.startswith(LETTERS_OF_BYTES) or "%PDF-" in text[:NEAR]:
        try:
            return text.encode("latin-1")
        except UnicodeEncodeError:
            pass
    return data.encode("utf-8", "backslashreplace")


def _trimmed(content: bytes) -> bytes:
    """Drop a BOM and white space before the content, and text's literal line ends; the end stays as it is."""
    found = BEFORE.match(content)
    return content[found.end() :] if found else content


def _without_escapes(content: bytes, found: LabelFormat) -> bytes:
    """ZPL that was made JSON once too often: `\\u003e` is a sign of it, which a barcode would say letter by
    letter."""
    if found in {LabelFormat.HTML, LabelFormat.ZPL, LabelFormat.URL}:
        content = content.rstrip(WHITE)
    if found is not LabelFormat.ZPL or not ESCAPED.search(content):
        return content
    for literal, end in ((b"\\r", b"\r"), (b"\\n", b"\n"), (b"\\/", b"/"), (b'\\"', b'"')):
        content = content.replace(literal, end)
    return ESCAPED.sub(_letters, content)


def _letters(run: re.Match[bytes]) -> bytes:
    """Of a run of escapes, as two of them may be one letter."""
    units = bytes.fromhex(run[0].replace(b"\\u", b"").decode())
    return units.decode("utf-16-be", "replace").encode()
