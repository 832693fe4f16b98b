"""The rules of Tabler that our pages can meet: the others are a megabyte of nothing on a first visit.

A rule stays if every class and every attribute of one of its selectors is written somewhere in our templates,
scripts or views. Variables that nothing reads and animations that nothing names go too.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import tinycss2  # type: ignore[import-untyped] # it has no types

ROOT = Path(__file__).resolve().parent.parent.parent
WHOLE = ROOT / "static" / "vendor" / "whole" / "tabler.min.css"
SERVED = ROOT / "static" / "vendor"
TEMPLATE_TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`]*`")
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASSES = re.compile(r'class="([^"]*)"')
LIKE_NAMES = re.compile(r"[a-z0-9 .,#>*+~:()\[\]=_-]*")
LOOKS = ("primary", "danger", "warning", "success")
BY_SCRIPT = {"data-bs-theme", *(f"{kind}-{look}" for kind in ("alert", "btn") for look in LOOKS)}
IS_ONE_OF = {"is", "where", "has"}
DECLARED = re.compile(r"(--tblr-[\w-]+):(?:[^;{}\"]|\"[^\"]*\")*(?:;|(?=}))")
parse = partial(tinycss2.parse_rule_list, skip_comments=True, skip_whitespace=True)


def subset() -> str:
    """One rule a line, so that two people's changes meet in different lines."""
    words = used_words()
    rules = list(_kept(parse(WHOLE.read_text(encoding="utf-8")), words))
    while (fewer := _without_unread(rules)) != rules:  # what read a variable may have been one itself
        rules = fewer
    return "\n".join(("/*! Tabler, MIT, tabler.io: a part of it, cut out by `make vendor` */", *rules, ""))


def used_words() -> set[str]:
    """Whatever may be the name of a class or of an attribute. A sentence in quotes is none."""
    words = set(BY_SCRIPT)
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for tag in TEMPLATE_TAG.findall(text):
            words |= _names(QUOTED.findall(tag))
        for element in re.findall(r"<[a-z][^>]*>", TEMPLATE_TAG.sub(" ", text)):
            words |= {
                *WORD.findall(" ".join(CLASSES.findall(element))),
                *WORD.findall(QUOTED.sub("", element)),
            }
    for path in (ROOT / "static").glob("*.js"):
        words |= _names(QUOTED.findall(path.read_text(encoding="utf-8")))
    for path in _that_make_html():
        words |= _names(_strings(ast.parse(path.read_text(encoding="utf-8"))))
    return words


def _that_make_html() -> Iterator[Path]:
    for room in ("views", "forms", "templatetags"):
        yield from (ROOT / "packages_ui" / room).rglob("*.py")


def _strings(code: ast.AST) -> Iterator[str]:
    """All but docstrings."""
    docstrings = {id(node.value) for node in ast.walk(code) if isinstance(node, ast.Expr)}
    for node in ast.walk(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def _names(texts: Iterable[str]) -> set[str]:
    """The words of those that are classes, selectors or a piece of HTML."""
    found = set[str]()
    for text in texts:
        if LIKE_NAMES.fullmatch(text.strip("'\"`")):
            found |= {*WORD.findall(text)}
        else:
            found |= {*WORD.findall(" ".join(CLASSES.findall(text)))}
    return found


def _kept(rules: Iterable[Any], words: set[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [each for each in _split(rule.prelude) if fits(each, words)]
            if selectors:
                head = ",".join(tinycss2.serialize(each).strip() for each in selectors)
                yield f"{head}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.lower_at_keyword == "media":
            inner = "".join(_kept(parse(rule.content), words))
            if inner:
                yield f"@media{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif rule.lower_at_keyword != "charset":
            yield rule.serialize()


def _split(tokens: Iterable[Any]) -> list[list[Any]]:
    """At its commas."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def fits(selector: Iterable[Any], words: set[str]) -> bool:
    """Whether an element of ours can be meant. What stands in `:not()` is no reason against it."""
    before: Any = None
    for token in selector:
        if token.type == "ident" and before == "." and token.value not in words:
            return False
        if token.type == "[] block" and token.content[0].value not in words:
            return False
        if token.type == "function" and not _fits_function(token, words):
            return False
        before = token
    return True


def _fits_function(token: Any, words: set[str]) -> bool:
    return token.lower_name not in IS_ONE_OF or any(fits(each, words) for each in _split(token.arguments))


def _without_unread(rules: list[str]) -> list[str]:
    """Without the variables and animations that none of these rules, and none of ours, reads."""
    ours = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static").glob("*.css"))
    text = "".join(rules) + ours
    read = set(re.findall(r"var\(\s*(--tblr-[\w-]+)", text))
    shorter = [DECLARED.sub(lambda found: found[0] if found[1] in read else "", rule) for rule in rules]
    return [rule for rule in shorter if not rule.endswith("{}") and _is_read(rule, text)]


def _is_read(rule: str, text: str) -> bool:
    name = re.match(r"@(?:keyframes|property)\s+([\w-]+)", rule)
    return name is None or len(re.findall(rf"(?<![\w-]){name[1]}(?![\w-])", text)) > 1
