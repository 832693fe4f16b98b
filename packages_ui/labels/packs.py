"""What bytes are packed in, opened one at a time and never further than a budget allows."""

import base64
import binascii
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from email.message import Message as Mail
from email.parser import BytesParser
from urllib.parse import unquote_to_bytes

from packages_ui.messages import labels as messages
from packages_ui.messages.message import Message

WHITE = b" \t\r\n\f\v\0"
BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{4,}={0,2}")
QUOTED = re.compile(rb"""b?(["'])(.+)\1""", re.DOTALL)  # Python's too, of bytes that somebody made text
MARKED = re.compile(rb"(?:[a-z0-9]{1,20}/[a-z0-9.+-]{1,40};)?base64[,:]\s*", re.IGNORECASE)
MIME = re.compile(
    rb"(?:mime-version|content-type)[ \t]*:|--\S[^\r\n]{0,200}\r?\ncontent-[a-z-]+[ \t]*:", re.IGNORECASE
)
HEX = re.compile(rb"(?:\\\\?x|0x)?((?:[0-9A-Fa-f]{2}){8,})")
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
ZLIB = (b"x\x01", b"x\x9c", b"x\xda")
PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"RIFF", b"BM")
HEXED = (b"^", b"~", b"%PDF-", *PICTURES, GZIP, ZIP)  # how a label in hex digits begins
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
MOST_LABELS = 50
MOST_TRIES = 5000  # texts that are tried for a label
MOST_BYTES = 32 * 1024 * 1024  # of all that is unpacked


class NotOpened(Exception):
    """`sentence` is for the packer: why, and that the original is kept."""

    def __init__(self, why: Message) -> None:
        self.sentence = why + messages.KEPT()
        super().__init__(self.sentence)


@dataclass
class Budget:
    """What may still be unpacked."""

    left: int = MOST_BYTES
    labels: int = 0
    tries: int = MOST_TRIES

    def try_one(self) -> None:
        self.tries -= 1
        if self.tries < 0:
            raise NotOpened(messages.TOO_MANY_TEXTS(most=MOST_TRIES))

    def spend(self, content: bytes) -> bytes:
        self.left -= len(content)
        if self.left < 0:
            raise NotOpened(messages.UNPACKED_TOO_LARGE(most=MOST_BYTES >> 20))
        return content


def unzipped(content: bytes, budget: Budget) -> list[bytes] | None:
    """gzip or zlib. What only begins like zlib is no pack."""
    opener = zlib.decompressobj(wbits=47)
    try:
        unpacked = opener.decompress(content, budget.left + 1)
    except zlib.error as error:
        if not content.startswith(GZIP):
            return None
        raise NotOpened(messages.PACK_BROKEN()) from error
    budget.spend(unpacked)
    if not opener.eof:
        raise NotOpened(messages.PACK_BROKEN())
    return [unpacked]


def files_in(content: bytes, budget: Budget) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            entries = [entry for entry in pack.infolist() if not _is_nothing(entry)]
            if len(entries) > MOST_LABELS:
                raise NotOpened(messages.TOO_MANY_LABELS(most=MOST_LABELS))
            return [_file(pack, entry, budget) for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise NotOpened(messages.PACK_BROKEN()) from error


def _file(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    if entry.flag_bits & 1 or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise NotOpened(messages.PACK_LOCKED())
    with pack.open(entry) as file:  # its size is only what it claims
        return budget.spend(file.read(budget.left + 1))


def _is_nothing(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or entry.filename.startswith("__MACOSX/")


def parts_in(content: bytes, budget: Budget) -> list[bytes]:
    """Of MIME, as web services attach a label to what they say of it; its own head may be lost."""
    if content.startswith(b"--"):
        boundary = content.partition(b"\n")[0].strip()[2:]
        content = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n' + content
    try:
        parts = [part for part in BytesParser().parsebytes(content).walk() if not part.is_multipart()]
    except RecursionError:
        raise NotOpened(messages.PACK_BROKEN()) from None
    if len(parts) > MOST_LABELS:
        raise NotOpened(messages.TOO_MANY_LABELS(most=MOST_LABELS))
    return [budget.spend(_payload(part)) for part in parts]


def _payload(part: Mail) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def inside_text(content: bytes) -> bytes | None:
    """What a text contains that is no label itself; None where it is in no known form."""
    if content[:5].lower() == b"data:":
        return open_data_uri(content)
    if content[:3].upper() in {b"%5E", b"%7E"}:
        return unquote_to_bytes(content)
    if found := QUOTED.fullmatch(content.rstrip(WHITE)):
        return found[2]
    marked = MARKED.match(content)
    bare = content[marked.end() :] if marked else content
    return open_utf16(content) or decode_hex(content) or decode_base64(bare) or None


def open_data_uri(content: bytes) -> bytes:
    head, _, body = content.partition(b",")
    body = unquote_to_bytes(body) if b"%" in body else body
    return decode_base64(body) if head.rstrip().lower().endswith(b";base64") else body


def open_utf16(content: bytes) -> bytes:
    """Text of some Windows programs, with its mark or, if it is ZPL, without; nothing at all where it is
    anything else. The zero before the first sign may be gone as a blank."""
    if content.startswith(UTF16_MARKS):
        return content.decode("utf-16", "ignore").encode()
    if not content.startswith((b"^\0", b"~\0")):
        return b""
    if len(content) % 2:
        return (b"\0" + content).decode("utf-16-be", "ignore").encode()
    return content.decode("utf-16-le", "ignore").encode()


def decode_hex(content: bytes) -> bytes:
    """What a database or an ERP shows of a binary column; nothing at all where it may be base64 as well."""
    found = HEX.fullmatch(content.translate(None, WHITE))
    decoded = bytes.fromhex(found[1].decode()) if found else b""
    return decoded if decoded.lstrip(WHITE).startswith(HEXED) else b""


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
