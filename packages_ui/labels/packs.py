"""What bytes are packed in, opened one at a time and never further than a budget allows."""

import base64
import binascii
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

WHITE = b" \t\r\n\f\v\0"
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{4,}={0,2}")
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
ZLIB = (b"x\x01", b"x\x9c", b"x\xda")
MOST_LABELS = 50
MOST_TRIES = 5000  # texts that are looked at for a label
MOST_BYTES = 32 * 1024 * 1024  # of all that is unpacked
KEPT = "Nothing was printed; what came is kept for download. Ask the carrier, or print our own label."
TOO_LARGE = f"Unpacked, the label is larger than {MOST_BYTES >> 20} MB, so it was not opened further. {KEPT}"
TOO_MANY = f"The carrier sent more than {MOST_LABELS} labels for one package. {KEPT}"
NO_LABEL = f"The carrier sent more than {MOST_TRIES} texts instead of a label. {KEPT}"
BROKEN = f"The label came packed (gzip or zip), and the pack is broken. Retry it. {KEPT}"
LOCKED = f"The label came in a zip with a password or of an unusual kind, which is not opened. {KEPT}"


class NotOpened(Exception):
    """str() is a sentence for the packer."""


@dataclass
class Budget:
    """What may still be unpacked."""

    left: int = MOST_BYTES
    labels: int = 0
    tries: int = MOST_TRIES

    def try_one(self) -> None:
        self.tries -= 1
        if self.tries < 0:
            raise NotOpened(NO_LABEL)

    def spend(self, content: bytes) -> bytes:
        self.left -= len(content)
        if self.left < 0:
            raise NotOpened(TOO_LARGE)
        return content


def unzipped(content: bytes, budget: Budget) -> list[bytes] | None:
    """gzip or zlib. What only begins like zlib is no pack."""
    opener = zlib.decompressobj(wbits=47)
    try:
        unpacked = opener.decompress(content, budget.left + 1)
    except zlib.error as error:
        if not content.startswith(GZIP):
            return None
        raise NotOpened(BROKEN) from error
    budget.spend(unpacked)
    if not opener.eof:
        raise NotOpened(BROKEN)
    return [unpacked]


def files_in(content: bytes, budget: Budget) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            entries = [entry for entry in pack.infolist() if not _is_nothing(entry)]
            if len(entries) > MOST_LABELS:
                raise NotOpened(TOO_MANY)
            return [_file(pack, entry, budget) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise NotOpened(BROKEN) from error


def _file(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotOpened(LOCKED)
    with pack.open(entry) as file:  # its size is what it says of itself
        return budget.spend(file.read(budget.left + 1))


def _is_nothing(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith("__MACOSX/")


def open_data_uri(content: bytes) -> bytes:
    head, _, body = content.partition(b",")
    body = unquote_to_bytes(body) if b"%" in body else body
    return decode_base64(body) if head.rstrip().lower().endswith(b";base64") else body


def decode_base64(content: bytes) -> bytes:
    """base64 in either alphabet, with or without line breaks (real or literal), padding and `\\/`; nothing at
    all where it is anything else."""
    for literal, end in ((b"\\r", b""), (b"\\n", b""), (b"\\/", b"/")):
        content = content.replace(literal, end)
    content = content.translate(None, WHITE)
    bare = content.rstrip(b"=")
    if not BASE64.fullmatch(content) or (set(bare) & set(b"-_") and set(bare) & set(b"+/")):
        return b""
    try:
        return base64.b64decode(bare.translate(bytes.maketrans(b"-_", b"+/")) + b"=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return b""
