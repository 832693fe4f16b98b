"""How codes are compared: the one place that normalises what is scanned and what is kept to be found.

Whoever writes a normalised code to a row, and whoever looks for one, goes through `plain`; nothing else does
it in its own way. A code that is kept has at most LONGEST signs.
"""

from collections.abc import Iterable

LONGEST = 200


def plain(text: str) -> str:
    """Letters and digits only, in capitals: a scanner on another keyboard turns all other signs into others,
    and a Turkish one i into ı."""
    upper = text.replace("ı", "i").replace("İ", "I").upper()
    return "".join(sign for sign in upper if sign.isascii() and sign.isalnum())


def plain_all(texts: Iterable[str]) -> list[str]:
    """Each code once, in the order of `texts`; without what says nothing or is too long to be kept."""
    codes = dict.fromkeys(map(plain, texts))
    return [code for code in codes if 0 < len(code) <= LONGEST]
