"""Letters by the rules of the active language."""

from django.utils.text import capfirst
from django.utils.translation import get_language


def capitalised(text: str) -> str:
    """Its first letter as a capital; in Turkish that of i is İ."""
    is_dotted = text.startswith("i") and get_language() == "tr"
    return f"İ{text[1:]}" if is_dotted else capfirst(text)
