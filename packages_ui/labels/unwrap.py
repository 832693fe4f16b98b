"""Labels freed of what they are wrapped in, in any order: base64, hex, UTF-16, data URIs, JSON, XML, MIME,
quotes, gzip and zip.

Whatever came is hostile: how deep it is opened, how large it may become and how many labels it may hold is
bounded, and nothing is unpacked beyond that.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

import msgspec

from packages_ui.labels.formats import NEAR, SIGNATURES, LabelFormat, format_of
from packages_ui.labels.packs import (
    GZIP,
    MIME,
    MOST_LABELS,
    WHITE,
    ZIP,
    ZLIB,
    Budget,
    NotOpened,
    files_in,
    inside_text,
    parts_in,
    unzipped,
)
from packages_ui.messages import labels as messages

BOMS = (b"\xef\xbb\xbf", b"\xc3\xaf\xc2\xbb\xc2\xbf")  # UTF-8's, and the same taken for Latin-1
LITERAL_LINE_ENDS = (b"\\r", b"\\n")
BEFORE = re.compile(rb"(?:[ \t\r\n\f\v\0]++|%s)*+" % b"|".join(map(re.escape, (*BOMS, *LITERAL_LINE_ENDS))))
SHORT = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"/": b"/", b'"': b'"', b"\\": b"\\"}
ESCAPES = re.compile(rb"(?:\\u[0-9A-Fa-f]{4})+|\\([rnt/\"\\])")
ESCAPED = re.compile(rb"\\u[0-9A-Fa-f]{4}|\^FS(?:\\r)?\\n|:[BZ]64:[^:^]*\\/", re.IGNORECASE)
ELEMENTS = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|>([^<>]{20,})(?=<)", re.DOTALL)
ENTITIES = re.compile(rb"\^F[DV]&gt;[0-9:;<=]|\^(?:XA|FS|XZ)\s*&#(?:13|10|x[DA]);", re.IGNORECASE)
BINARY = re.compile(r"\^GF\s*[BC]\s*,|~DY[^,^~]{0,30},\s*B\s*,|~DY[^^~]{0,80}\x89PNG", re.IGNORECASE)
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
    found = LabelFormat.UNKNOWN if MIME.match(content) else format_of(content)
    if content[:1] == b"<" and found is not LabelFormat.HTML and (labels := _of_xml(content, depth, budget)):
        return labels
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
    leaves = [leaf for part in inner for leaf in _open(part, depth + 1, budget)]
    return _labels(leaves) or [_readable(leaves, content)]


def _inner(content: bytes, budget: Budget) -> list[bytes] | None:
    """What is one wrapping further inside; None where nothing is wrapped."""
    if MIME.match(content):
        return parts_in(content, budget)
    if content.startswith(GZIP) or content[:2] in ZLIB:
        return unzipped(content, budget)
    if content.startswith(ZIP):
        return files_in(content, budget)
    inside = inside_text(content)
    return None if inside is None else [budget.spend(inside)]


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
        _labels(_open_json(element, b"", depth + 1, budget))
        for element in value.values()
        if isinstance(element, str | list | dict)
    ]
    found.sort(key=lambda leaves: all(leaf.format is LabelFormat.URL for leaf in leaves))
    first = next(filter(None, found), [])
    same = [leaves for leaves in found if {leaf.format for leaf in leaves} & {leaf.format for leaf in first}]
    return [leaf for leaves in same for leaf in leaves] if not _is_link(first) else first[:1]


def _of_xml(content: bytes, depth: int, budget: Budget) -> list[Leaf]:
    """The labels in the elements of an answer in XML; in several forms, those of the first one."""
    if depth >= MOST_DEPTH:
        return []
    texts = (
        found[1] if found[1] is not None else unescape(found[2].decode("utf-8", "replace"))
        for found in ELEMENTS.finditer(content)
    )
    found = [leaf for text in texts for leaf in _labels(_open(text, depth + 1, budget))]
    forms = [leaf.format for leaf in found if leaf.format is not LabelFormat.URL]
    return [leaf for leaf in found if leaf.format is forms[0]] if forms else []


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
    if text.startswith(LETTERS_OF_BYTES) or "%PDF-" in text[:NEAR] or BINARY.search(text):
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
    """ZPL that was made JSON or XML once too often: `\\u003e` or `&gt;` in a barcode would be printed letter
    by letter. A line end in letters behind a field is a sign of it, too."""
    if found in {LabelFormat.HTML, LabelFormat.ZPL, LabelFormat.URL}:
        content = content.rstrip(WHITE)
    if found is not LabelFormat.ZPL:
        return content
    if ENTITIES.search(content):
        content = unescape(content.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return ESCAPES.sub(_letters, content) if ESCAPED.search(content) else content


def _letters(run: re.Match[bytes]) -> bytes:
    """Of a run of escapes, as two of them may be one letter."""
    if run[1]:
        return SHORT[run[1]]
    units = bytes.fromhex(run[0].replace(b"\\u", b"").decode())
    return units.decode("utf-16-be", "replace").encode()
