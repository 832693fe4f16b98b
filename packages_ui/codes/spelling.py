"""How a code is written, and what it says without that: the lowest layer of all that compares codes."""

import re

AIM = re.compile(
    r"\]([A-Za-z])([0-9A-Za-z])"
)  # which barcode it was, as scanners put it in front of the code
GS1 = frozenset({"C1", "e0", "e1", "e2", "d2", "Q3", "J1"})  # AIM identifiers of codes made of elements
FNC1 = "\x1d"  # ends an element in such a code; nobody sees it
ELEMENT = re.compile(r"\((\d{2,4})\)([^(]+)")  # as they are printed: (01)08690000000012(21)77
GTIN_LENGTHS = (8, 12, 13, 14)
STARRED = re.compile(r"\*([^*]+)\*")


def plain(text: str) -> str:
    """Letters and digits only, in capitals: a scanner on another keyboard turns all other signs into others,
    and a Turkish one i into ı."""
    return "".join(sign for sign in capitals(text) if sign.isascii() and sign.isalnum())


def capitals(text: str) -> str:
    """In capitals; a Turkish ı and İ are an I."""
    return text.replace("ı", "i").replace("İ", "I").upper()


def bare_code(text: str) -> str:
    """The code itself: without AIM identifier, the stars of Code 39, and signs that nobody can print. What is
    shown, and what may go to Seller Center."""
    code = "".join(sign if sign.isprintable() else " " for sign in text.replace(FNC1, "")).strip()
    code = code[3:].strip() if AIM.match(code) else code
    starred = STARRED.fullmatch(code)
    return starred[1].strip() if starred else code


def is_gtin(code: str) -> bool:
    """An article number of 8, 12, 13 or 14 digits whose check digit is right."""
    return len(code) in GTIN_LENGTHS and is_checked(code)


def is_checked(code: str) -> bool:
    """GS1's check digit: 3 and 1 by turns from the last but one."""
    if not (code.isascii() and code.isdecimal()):
        return False
    digits = [int(sign) for sign in reversed(code)]
    return sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
