"""Sentences as codes and parameters."""

import pickle
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from packages_ui.messages import message as room
from packages_ui.messages.message import NOTHING, Message, Template, dump, joined, load, message


@pytest.fixture
def define() -> Iterator[type[Template]]:
    """Templates of one test, forgotten after it."""
    kept = dict(room.TEMPLATES)
    yield Template
    room.TEMPLATES.clear()
    room.TEMPLATES.update(kept)


def made(template: Template) -> Template:
    room.TEMPLATES[template.code] = template
    return template


@pytest.fixture
def out(define: type[Template]) -> Template:
    return made(define("test.out", "{printer} is out of paper."))


@pytest.fixture
def left(define: type[Template]) -> Template:
    return made(define("test.left", "One label is left.", "{count} labels are left."))


def test_it_says_its_sentence_with_its_parameters(out: Template, left: Template) -> None:
    assert str(out(printer="Zebra")) == "Zebra is out of paper."
    assert [str(left(count=n)) for n in (1, 2)] == ["One label is left.", "2 labels are left."]


def test_it_is_put_into_the_language_of_the_moment(define: type[Template]) -> None:
    languages = made(define("test.language", "English"))()
    with translation.override("tr"):
        assert str(languages) == "İngilizce"
    assert str(languages) == "English"


def test_it_is_the_same_after_it_was_stored(out: Template, left: Template) -> None:
    at = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
    says = out(printer='A "b" {c}') + left(count=3) + "As it came."
    inner = Message("test.inner", {"why": says, "at": at, "which": ("1", "2")})
    for text in (says, inner):
        assert load(dump(text)) == text
        assert pickle.loads(pickle.dumps(text)) == text
    assert str(load(dump(says))) == 'A "b" {c} is out of paper. 3 labels are left. As it came.'


@pytest.mark.parametrize("text", ["", "The line broke.", '{"code":', '{"code":1}', '{"code":"x"}', "[1]"])
def test_the_sentence_of_an_old_row_stays_as_it_was_written(text: str) -> None:
    assert str(load(text)) == text
    assert dump(load(text)) == text
    assert bool(load(text)) is bool(text)


def test_a_parameter_that_is_missing_or_unknown_is_an_error_at_once(out: Template) -> None:
    with pytest.raises(TypeError, match="printer"):
        out()
    with pytest.raises(TypeError, match="why"):
        out(printer="Zebra", why="x")


def test_two_sentences_have_two_codes(out: Template) -> None:
    with pytest.raises(ValueError, match=r"test\.out"):
        room.define(out.code, "Another.")


def test_a_sentence_equals_the_text_that_it_says(out: Template) -> None:
    assert out(printer="Zebra") == "Zebra is out of paper."
    assert out(printer="Zebra") != out(printer="Other")
    assert "paper" in out(printer="Zebra")
    assert not message("")


def test_an_empty_sentence_adds_nothing(out: Template) -> None:
    says = out(printer="Zebra")
    assert (NOTHING + says).code == (says + "").code == out.code
    assert not NOTHING + ""


def test_it_says_each_of_several_sentences_once(out: Template, left: Template) -> None:
    says = joined([out(printer="Zebra"), left(count=2), "", out(printer="Zebra") + left(count=2)])
    assert says == "Zebra is out of paper. 2 labels are left."
    assert not joined([])


def test_it_knows_the_sentences_that_it_is_made_of(out: Template, left: Template) -> None:
    assert (out(printer="Zebra") + left(count=2)).says(left)
    assert out(printer="Zebra").says(out, left)
    assert not message("Zebra is out of paper.").says(out)
