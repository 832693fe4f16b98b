"""Scripts take their sentences from the catalogue too."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "static").glob("*.js"))
COMMENT = re.compile(r"(?<![:\"'])//[^\n]*|/\*.*?\*/", re.DOTALL)
TRANSLATED = re.compile(
    r"""\b[np]{0,2}gettext\((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\([^()]*\)|[^()"'`])*\)"""
)
SENTENCE = re.compile(r"""(["'`])([A-Z][a-z]+ [a-z][^\n]*?)\1""")


def sentences(script: str) -> list[str]:
    """Those outside of gettext and its kin."""
    return [sentence for _, sentence in SENTENCE.findall(TRANSLATED.sub("", COMMENT.sub("", script)))]


def test_it_finds_a_sentence_that_nobody_translates() -> None:
    script = 'say(gettext("Scan a box")); // "Not this one"\nsay(`Nothing was found`, "pack-label");'
    assert sentences(script) == ["Nothing was found"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_no_sentence_of_its_own(script: Path) -> None:
    assert sentences(script.read_text()) == []
