"""The frame round each label that goes to a ZPL printer: the printer's own values, before and after it."""

from packages_ui.labels.media import Media
from packages_ui.labels.zpl import table
from packages_ui.labels.zpl.rules import Cleaned

RESET = b"".join(command.encode() + value for command, value in table.OWN_VALUES.items())
UTF8 = b"^CI28"


def framed(cleaned: Cleaned, media: Media) -> bytes:
    """The label between two formats that print nothing. A printer prints only what has a field."""
    rare = b"".join(
        command.encode() + value for command, value in table.RARE_VALUES.items() if command in cleaned.names
    )
    own = RESET + b"^PW%d^LL%d" % media.size.dots(dpi=media.dpi)
    before = own + (UTF8 if _is_utf8(cleaned) else b"")
    return b"^XA%s^XZ\n%s\n^XA%s^XZ\n" % (before, cleaned.content, own + rare)


def _is_utf8(cleaned: Cleaned) -> bool:
    """Letters came as UTF-8, as all text of Seller Center does, and the label names no code page."""
    if "^CI" in cleaned.names or cleaned.content.isascii():
        return False
    try:
        cleaned.content.decode()
    except UnicodeDecodeError:
        return False
    return True
