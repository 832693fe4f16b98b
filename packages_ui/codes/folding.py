"""Text as it is searched: without case, accents and dots, by Turkish rules and by everybody's at once, so
that İZMİR, IZMIR, izmir and ızmır are one word. The one place that folds what is kept and
what is searched for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LETTERS = str.maketrans({"İ": "i", "I": "i", "ı": "i", "ø": "o", "Ø": "o", "đ": "d", "ł": "l", "Ł": "l"})
BLANKS = re.compile(r"\s+")
QUOTED = re.compile(r'"([^"]*)"?|(\S+)')
PHONE = re.compile(r"[+(]?\d[\d()\-./]{5,}\d")
MOST_WORDS = 8
BETWEEN = "\n"  # no phrase reaches over it: blanks of a query are single spaces


def fold(text: str) -> str:
    """As it is compared: `ŞİŞLİ  Çarşı` is `sisli carsi`. Signs stay, blanks become one space."""
    plain = unicodedata.normalize("NFKD", BLANKS.sub(" ", text.translate(LETTERS)))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign) and sign.isprintable())
    return BLANKS.sub(" ", letters.translate(LETTERS).casefold()).strip()


def document(parts: Iterable[str | None], *, most: int) -> str:
    """The folded parts, each once, one a line, of at most so many characters."""
    lines = dict.fromkeys(filter(None, (fold(part) for part in parts if part)))
    return BETWEEN.join(lines)[:most]


def terms(query: str) -> list[tuple[str, ...]]:
    """What has to stand in a text, all of it: words, and phrases that were put in quotes. Each in the ways
    that it may be written there: a telephone number is kept as digits."""
    found = (_ways(phrase or word) for phrase, word in QUOTED.findall(query))
    return list(dict.fromkeys(filter(None, found)))[:MOST_WORDS]


def _ways(term: str) -> tuple[str, ...]:
    folded = fold(term)
    ways = [folded] if folded else []
    if PHONE.fullmatch(folded) and not folded.isdecimal():
        ways.append(digits_of(folded))
    return tuple(ways)


def digits_of(text: str | None) -> str:
    """`+90 (532) 123 45 67` as `905321234567`."""
    return "".join(sign for sign in text or "" if sign.isascii() and sign.isdecimal())


def marked(text: str, found: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, each with whether it is what was found."""
    spots = _spots(text, [way for ways in found for way in ways])
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and spots[end] == spots[start]:
            end += 1
        yield text[start:end], spots[start]
        start = end


def _spots(text: str, ways: Iterable[str]) -> list[bool]:
    """For each sign of `text` whether it belongs to a match; folding may make several signs of one."""
    folded, place = "", []
    for at, sign in enumerate(text):
        piece = " " if sign.isspace() else fold(sign)
        folded += piece
        place += [at] * len(piece)
    spots = [False] * len(text)
    for way in ways:
        at = folded.find(way)
        while at >= 0:
            for one in place[at : at + len(way)]:
                spots[one] = True
            at = folded.find(way, at + 1)
    return spots
