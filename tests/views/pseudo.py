"""A language to find untranslated text with: the sentences of the Turkish catalogue in wide letters. Text in
plain Latin letters then comes from no catalogue, unless it is data."""

import functools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from string import ascii_letters
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import trans_real

KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&#?\w+;)")  # placeholders and markup in a sentence
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in ascii_letters}
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-sentence")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@contextmanager
def in_pseudo() -> Iterator[None]:
    """Turkish is this meanwhile. Words that are kept once they are made are made anew, before and after."""
    turkish = trans_real.translation("tr")
    _speak(Pseudo())
    try:
        yield
    finally:
        _speak(turkish)


def _speak(language: object) -> None:
    trans_real._translations["tr"] = language  # type: ignore[attr-defined]
    for name, module in list(sys.modules.items()):
        if name.startswith(("packages_ui.views.", "packages_ui.services.packages.")):
            for each in vars(module).values():
                if isinstance(each, functools._lru_cache_wrapper):
                    each.cache_clear()


class Pseudo:
    """In the place of Turkish: `trans_real` asks nothing else of a translation."""

    def __init__(self) -> None:
        self.catalogue = trans_real.DjangoTranslation("tr")._catalog  # type: ignore[attr-defined]

    def gettext(self, text: str) -> str:
        if text not in self.catalogue and (text, 0) not in self.catalogue:
            return text
        return wide(text.rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, one: str, many: str, count: int) -> str:
        text = one if count == 1 else many
        return wide(text) if (one, 0) in self.catalogue else text

    def to_language(self) -> str:
        return "tr"


def wide(text: str) -> str:
    """Everything but placeholders and markup in wide letters."""
    return "".join(part if KEPT.fullmatch(part) else part.translate(WIDE) for part in KEPT.split(text))


class Texts(HTMLParser):
    """What a person reads or hears of a page: not what is in another language by its `lang`."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []  # tags, and whether their text is left out
        self.language = language

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        out = tag in ("script", "style") or named.get("lang") not in (None, self.language)
        out = out or bool(self.open and self.open[-1][1])
        if not out:
            self.found += [text for name in SPOKEN if (text := named.get(name))]
            if tag == "input" and named.get("type") in ("submit", "button"):
                self.found.append(named.get("value") or "")
        if tag not in VOID:
            self.open.append((tag, out))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.found.append(" ".join(data.split()))


def texts_of(response: HttpResponseBase) -> Iterator[str]:
    """Its page, or its text; and what it makes the page say over htmx."""
    kind = response.get("Content-Type", "")
    if kind.startswith("text/html"):
        parser = Texts("tr")
        parser.feed(response.getvalue().decode())
        yield from parser.found
    elif kind.startswith("text/plain"):
        yield response.getvalue().decode()
    if events := response.get("HX-Trigger"):
        yield from strings(json.loads(events))


def untranslated(texts: Iterable[str], *, data: Iterable[str], allowed: frozenset[str]) -> list[str]:
    """Those that say anything in Latin letters beside `data` and `allowed` words."""
    known = re.compile("|".join(re.escape(text) for text in sorted(set(data), key=len, reverse=True)))
    return sorted({text for text in texts if set(LATIN.findall(known.sub(" ", text))) - allowed})


def strings(value: Any) -> Iterator[str]:
    """All texts in decoded JSON, but for where an Undo goes: nobody reads that."""
    match value:
        case str():
            yield value
        case dict():
            for name, each in value.items():
                yield from strings(each) if name != "undo" else ()
        case list() | tuple():
            for each in value:
                yield from strings(each)
