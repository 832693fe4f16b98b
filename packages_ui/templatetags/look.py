"""How things look: icons, and an address with one parameter changed."""

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon of static/vendor/icons.txt, hidden from screen readers: say in words what it means."""
    return drawn(name, classes)


@cache
def drawn(name: str, classes: str = "") -> SafeString:
    """The same, for Python; made once for each name."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        static("vendor/icons.svg"),
        name,
    )
