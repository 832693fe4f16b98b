"""How a label lies on the paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packages_ui.labels.media import LOSSLESS_MM, Media, is_same, placement
from packages_ui.labels.size import A6, LABEL_100X100, LABEL_100X150, LABEL_104X120, LabelSize

SIDES = st.floats(20, 300)
SIZES = st.builds(LabelSize, SIDES, SIDES)
TURNS = st.sampled_from([0, 90, 180, 270])


def on(label: LabelSize, paper: LabelSize = LABEL_100X150, turn: int = 0) -> tuple[int, float]:
    place = placement(label, Media(paper, 203, turn))
    return place.turn, round(place.scale, 3)


@pytest.mark.parametrize(
    ("label", "paper", "turn", "placed"),
    [
        (LABEL_100X150, LABEL_100X150, 0, (0, 1.0)),
        (LABEL_100X150, LABEL_100X150, 180, (180, 1.0)),
        (LABEL_100X150.turned(), LABEL_100X150, 0, (90, 1.0)),
        (LABEL_100X150.turned(), LABEL_100X150, 180, (270, 1.0)),
        (LABEL_100X150.turned(), LABEL_100X150, 270, (270, 1.0)),
        (LABEL_100X150, LABEL_100X150, 90, (180, 1.0)),
        (LABEL_100X100, LABEL_100X150, 0, (0, 1.0)),
        (LABEL_104X120, LABEL_100X150, 0, (0, 0.962)),
        (LABEL_100X150, LABEL_100X100, 0, (0, 0.667)),
        (A6, LABEL_100X150, 0, (0, 0.952)),
        (LabelSize(101, 151), LABEL_100X150, 0, (0, 1.0)),
        (LabelSize(50, 30), LABEL_100X150, 0, (0, 1.0)),
    ],
)
def test_it_turns_and_shrinks_only_as_far_as_it_must(
    label: LabelSize, paper: LabelSize, turn: int, placed: tuple[int, float]
) -> None:
    assert on(label, paper, turn) == placed


def test_it_lies_in_the_middle_at_the_top() -> None:
    place = placement(LabelSize(60, 40), Media(LABEL_100X150, 203))
    assert (place.left_mm, place.top_mm) == (20, 0)


@given(SIZES, SIZES, TURNS)
def test_it_never_enlarges_and_never_leaves_the_paper(label: LabelSize, paper: LabelSize, turn: int) -> None:
    place = placement(label, Media(paper, 203, turn))
    size = label.turned() if place.turn % 180 else label
    assert 0 < place.scale <= 1
    assert place.left_mm >= -LOSSLESS_MM / 2 - 1e-6
    assert place.left_mm + size.width_mm * place.scale <= paper.width_mm + LOSSLESS_MM / 2 + 1e-6
    assert place.top_mm + size.height_mm * place.scale <= paper.height_mm + LOSSLESS_MM / 2 + 1e-6


@pytest.mark.parametrize(
    ("label", "turn", "same"),
    [
        (LABEL_100X150, 0, True),
        (LabelSize(100.4, 149.6), 0, True),
        (LabelSize(101, 150), 0, False),
        (LABEL_100X150, 180, False),
        (LABEL_100X150.turned(), 0, False),
    ],
)
def test_it_knows_when_there_is_nothing_to_do(label: LabelSize, turn: int, same: bool) -> None:
    assert is_same(label, Media(LABEL_100X150, 203, turn)) is same
