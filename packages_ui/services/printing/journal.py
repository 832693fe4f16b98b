"""Labels sent to each printer, recorded outside the database just before the first byte goes out: in a file
under MEDIA_ROOT and in Redis. A database that was restored from a backup is older than these journals.

Every label that is begun raises the printer's `handed` in the database, and is an entry here under that
number. Only the holder of the printer's lease adds entries.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Protocol

import msgspec
import redis
from django.conf import settings
from msgspec import Struct

from backoffice.quick_redis import quick_redis

logger = logging.getLogger(__name__)
AWAY = (OSError, redis.RedisError)
MOST_KEPT = 2000  # labels of one printer in Redis
MOST_BYTES = 4_000_000  # of a file: some 15,000 labels; the one before it is kept too
TAIL = 4096  # bytes: more than the longest entry
FOLDER = "sent"


class Sent(Struct, frozen=True):
    """One label: its number in the printer's `handed`, when, the key of its batch, its package and copy, and
    its name at the printer. No person's name and no address."""

    n: int
    at: datetime
    key: str
    number: str
    copy: int
    handle: str


class Journal(Protocol):
    """Of one database, by the printer's id."""

    def last(self, printer: int) -> Sent | None:
        """The last entry."""

    def newest(self, printer: int) -> Iterator[Sent]:
        """All entries that are kept, the last one first."""

    def add(self, printer: int, sent: Sent) -> None:
        """Durable once this returns."""

    def printers(self) -> set[int]:
        """Those that have entries."""

    def drop(self, printer: int) -> None:
        """Forget all of one printer."""


@dataclass(frozen=True, slots=True)
class Files:
    """One file for each printer, one line for each label."""

    folder: Path

    def last(self, printer: int) -> Sent | None:
        return next(_entries(_lines(self._path(printer), TAIL)), None)

    def newest(self, printer: int) -> Iterator[Sent]:
        for path in (self._path(printer), self._before(printer)):
            yield from _entries(_lines(path))

    def add(self, printer: int, sent: Sent) -> None:
        path = self._path(printer)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(self._before(printer))
        with path.open("ab") as file:
            file.write(b"\n" + msgspec.json.encode(sent))  # after what a power cut may have left of a line
            file.flush()
            os.fdatasync(file.fileno())

    def printers(self) -> set[int]:
        return {int(path.stem) for path in self.folder.glob("*.jsonl") if path.stem.isdecimal()}

    def drop(self, printer: int) -> None:
        for path in (self._path(printer), self._before(printer)):
            path.unlink(missing_ok=True)

    def _path(self, printer: int) -> Path:
        return self.folder / f"{printer}.jsonl"

    def _before(self, printer: int) -> Path:
        return self.folder / f"{printer}.before"


@dataclass(frozen=True, slots=True)
class Lists:
    """The same in Redis, the last MOST_KEPT of each printer."""

    database: str

    def last(self, printer: int) -> Sent | None:
        return next(_entries(self._range(printer, -1)), None)

    def newest(self, printer: int) -> Iterator[Sent]:
        return _entries(self._range(printer, 0))

    def add(self, printer: int, sent: Sent) -> None:
        with quick_redis().pipeline() as pipe:
            pipe.rpush(self._key(printer), msgspec.json.encode(sent))
            pipe.ltrim(self._key(printer), -MOST_KEPT, -1)
            pipe.sadd(self._key("printers"), printer)
            pipe.execute()

    def printers(self) -> set[int]:
        return set(map(int, quick_redis().smembers(self._key("printers"))))

    def drop(self, printer: int) -> None:
        quick_redis().delete(self._key(printer))
        quick_redis().srem(self._key("printers"), printer)

    def _range(self, printer: int, first: int) -> list[bytes]:
        found: list[bytes] = quick_redis().lrange(self._key(printer), first, -1)  # type: ignore[assignment]
        return found

    def _key(self, name: int | str) -> str:
        return f"sent:{self.database}:{name}"


def journals(database: str) -> tuple[Journal, ...]:
    """Those of this database."""
    return Files(Path(settings.MEDIA_ROOT) / FOLDER / database), Lists(database)


def since(database: str, printer: int, handed: int) -> list[Sent]:
    """Entries of the printer after the `handed`th label, from all journals, in order."""
    found: dict[int, Sent] = {}
    for journal in journals(database):
        with suppress(*AWAY):
            found |= {sent.n: sent for sent in takewhile(lambda it: it.n > handed, journal.newest(printer))}
    return [found[n] for n in sorted(found)]


def printers(database: str, *, since: datetime) -> set[int]:
    """Those to which a label was sent `since` then, by any journal."""
    found = set[int]()
    for journal in journals(database):
        with suppress(*AWAY):
            lately = ((printer, journal.last(printer)) for printer in journal.printers())
            found |= {printer for printer, sent in lately if sent and sent.at >= since}
    return found


def newest_database() -> str:
    """The one that has sent a label last, by any journal; empty where none has."""
    newest: dict[datetime, str] = {}
    for database in _databases():
        for journal in journals(database):
            with suppress(*AWAY):
                newest |= {
                    sent.at: database for printer in journal.printers() if (sent := journal.last(printer))
                }
    return newest[max(newest)] if newest else ""


def _databases() -> set[str]:
    """The names of all that have journals."""
    found = set[str]()
    with suppress(*AWAY):
        found |= {folder.name for folder in (Path(settings.MEDIA_ROOT) / FOLDER).iterdir()}
    with suppress(*AWAY):
        found |= {
            key.decode().split(":")[1] for key in quick_redis().scan_iter("sent:*:printers", count=1000)
        }
    return found


def last(database: str, printer: int) -> int:
    """The number of the last label sent to it in any journal; 0 for none."""
    most = 0
    for journal in journals(database):
        with suppress(*AWAY):
            sent = journal.last(printer)
            most = max(most, sent.n if sent else 0)
    return most


def add(database: str, printer: int, sent: Sent) -> None:
    """To every journal that can be written: printing does not wait for a full disk or a lost Redis."""
    for journal in journals(database):
        try:
            journal.add(printer, sent)
        except AWAY as error:
            logger.warning("%s cannot be written: %s", type(journal).__name__, type(error).__name__)


def forget_others(database: str, printers: set[int]) -> None:
    """Drop printers that this database does not have: a new one may get the same id."""
    for journal in journals(database):
        with suppress(*AWAY):
            for other in journal.printers() - printers:
                journal.drop(other)


def _lines(path: Path, most: int = 2 * MOST_BYTES) -> list[bytes]:
    """Those of its last `most` bytes; the first of them may be cut."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - most, 0))
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def _entries(lines: list[bytes]) -> Iterator[Sent]:
    """The last one first; an incomplete line is skipped."""
    for line in reversed(lines):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            yield msgspec.json.decode(line, type=Sent)
