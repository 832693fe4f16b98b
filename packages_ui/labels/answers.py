"""What an answer without a label means: nothing, not yet, or why not."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import msgspec

from packages_ui.messages import labels as messages
from packages_ui.messages.message import NOTHING, Message

MOST_WORDS = 200  # letters that are shown of the carrier's text
LONGEST = 2000  # letters; more are no sentence
MOST_LINES = 4
LONGEST_WORD = 120  # letters, an address in it; what is longer is data
NOT_YET = re.compile(
    r"not (?:yet )?(?:been )?(?:ready|available|generated|created|printed)|not yet|"
    r"being (?:generated|created|prepared|processed)|(?:try|retry|again) later|"
    r"haz[ıi]r(?:lan[ıi]yor| de[ğg]il)|hen[üu]z|olu[şs]turuluyor|bekle(?:niyor|mede)|i[şs]leniyor|"
    r"noch nicht|wird erstellt|en cours",
    re.IGNORECASE,
)
UNDER_WAY = re.compile(r"pending|processing|waiting|queued|accepted|in[ _-]progress", re.IGNORECASE)
FAULT = re.compile(
    r"error|fail|fault|exception|invalid|denied|refused|reject|not found|missing|unknown|forbidden|"
    r"unauthori[sz]ed|unavailable|timed? ?out|bad (?:gateway|request)|\b[45]\d\d\b|hata|bulunamad|"
    r"ge[çc]ersiz|ba[şs]ar[ıi]s[ıi]z|reddedildi|yetki|fehler",
    re.IGNORECASE,
)
SAYS_WHY = (
    "error",
    "errors",
    "message",
    "messages",
    "detail",
    "description",
    "reason",
    "fault",
    "title",
    "hata",
)
DRAWS = re.compile(
    rb"<(?:img|svg|canvas|object|embed|picture|table)[\s>]|background(?:-image)?\s*:|@font-face|barcode",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
HEADING = re.compile(r"<(?:title|h[1-3])\b[^>]*>([^<]{1,300})", re.IGNORECASE)
TAG = re.compile(r"<[^>]{0,500}>")


@dataclass(frozen=True, slots=True)
class NoLabel:
    """Why there is no label, as a sentence; empty where what came is in no form that is known at all.
    `is_pending`: it will come. `is_empty`: nothing came that could be kept."""

    sentence: Message = NOTHING
    is_pending: bool = False
    is_empty: bool = False


def judge(content: bytes) -> NoLabel:
    """Of what is no label, freed of its wrappings. Never raises."""
    text = content.decode("utf-8", "replace").strip("\ufeff\0 \t\r\n\f\v")
    if text in {"", '""', "''"}:
        return NoLabel(messages.NO_ANSWER_LABEL(), is_empty=True)
    if len(text) > LONGEST:
        return NoLabel()
    return _of_json(text) or _of_words(text)


def error_page(content: bytes) -> Message:
    """A sentence where HTML is no label but an error page; empty for a label. A page that draws anything
    is a label."""
    if len(content) > 20 * LONGEST or DRAWS.search(content):
        return NOTHING
    page = content.decode("utf-8", "replace")
    heads = [_plain(head) for head in HEADING.findall(page)]
    fault = next((head for head in heads if FAULT.search(head)), "")
    words = _plain(TAG.sub(" ", HIDDEN.sub(" ", page)))
    if not fault and len(words) < MOST_WORDS and FAULT.search(words):
        fault = words
    return messages.CARRIER_PAGE(words=_short(fault)) if fault else NOTHING


def _of_json(text: str) -> NoLabel | None:
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if body is None or body is False:
        return NoLabel(messages.NOT_READY(), is_pending=True)
    if not isinstance(body, dict | list):
        return _of_words(body) if isinstance(body, str) else None
    texts = _texts(body, depth=0)
    why = [text for key, text in texts if key in SAYS_WHY]
    others = " ".join(text for _, text in texts)
    if not texts or _is_pending(others):  # {}, {"data": null}, {"labels": []}
        return NoLabel(messages.NOT_READY(), is_pending=True)
    return NoLabel(messages.CARRIER_WORDS(words=_short("; ".join(why) or others)))


def _of_words(text: str) -> NoLabel:
    text = _plain(TAG.sub(" ", text)) if text.startswith("<") else text
    lines = text.splitlines()
    is_text = len(lines) <= MOST_LINES and all(sign.isprintable() for line in lines for sign in line)
    if not is_text or "\ufffd" in text:
        return NoLabel()
    if _is_pending(text):
        return NoLabel(messages.NOT_READY(), is_pending=True)
    words = re.findall(r"[^\W\d_]{2,}", text)
    if max(map(len, text.split()), default=0) > LONGEST_WORD:
        return NoLabel()
    if FAULT.search(text) or (len(words) > 1 and " " in text and not text.startswith("!")):
        return NoLabel(messages.CARRIER_WORDS(words=_short(text)))
    return NoLabel()


def _is_pending(text: str) -> bool:
    """A request that is being processed; but `Error processing request` is none."""
    return bool(NOT_YET.search(text) or (UNDER_WAY.search(text) and not FAULT.search(text)))


def _texts(value: Any, *, depth: int, key: str = "") -> list[tuple[str, str]]:
    """All texts in it, each with the nearest name above it."""
    if isinstance(value, str):
        return [(key, value)] if value.strip() else []
    if depth > 5:
        return []
    if isinstance(value, dict):
        pairs = [(str(name).lower(), element) for name, element in value.items()]
        named = [
            (key if key in SAYS_WHY and name not in SAYS_WHY else name, element) for name, element in pairs
        ]
        return [text for name, element in named for text in _texts(element, depth=depth + 1, key=name)]
    if isinstance(value, list):
        return [text for element in value for text in _texts(element, depth=depth + 1, key=key)]
    return []


def _plain(text: str) -> str:
    return " ".join(unescape(text).split())


def _short(words: str) -> str:
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
