"""The order of names for people: by the letters of the language, not by their code points."""

from django.utils.translation import get_language

TURKISH = "abcçdefgğhıijklmnoöprsştuüvyz"
ORDER = {letter: f"a{place:02}" for place, letter in enumerate(TURKISH)}


def sort_key(text: str) -> str:
    """In Turkish c before ç, ı before i, and so on; in other languages without regard to case."""
    if get_language() != "tr":
        return text.casefold()
    return "".join(ORDER.get(letter, letter) for letter in lower_case(text, "tr"))


def lower_case(text: str, language: str) -> str:
    """Turkish I becomes ı and İ becomes i."""
    if language == "tr":
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower()
