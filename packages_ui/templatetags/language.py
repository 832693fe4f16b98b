"""The scripts' own translations."""

from django import template
from django.utils.translation import get_language

from backoffice.language import script_address

register = template.Library()


@register.simple_tag
def language_script() -> str:
    """The address of `gettext` with the catalogue of the language that is active."""
    return script_address(get_language() or "en")
