"""Mutated labels through the children: each comes out or fails in words, and the children stay few."""

from collections.abc import Callable
from functools import cache
from random import Random

from packages_ui.drawing import draw
from packages_ui.drawing.draw import Patience
from packages_ui.drawing.errors import Undrawable
from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.labels.errors import LabelError
from packages_ui.labels.media import Media
from packages_ui.labels.size import LABEL_100X150
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.label import DRAWN, kind_of
from packages_ui.sandbox.label_facts import facts_of
from tests.drawing.hostile import HOSTILE, hostile
from tests.fuzz.mutate import mutated

KINDS = ("zpl", "zpl-base64", "pdf", "pdf-landscape", "png", "jpeg", "html")
ROLL = Media(LABEL_100X150, 203)
Label = tuple[bytes, LabelFormat]


@cache
def seeds() -> tuple[Label, ...]:
    """One tidy label of each kind, and the hostile ones."""
    records = list(Sandbox(packages=300, seed=1).packages.values())
    texts = [DRAWN[kind](facts_of(next(one for one in records if kind_of(one) == kind))) for kind in KINDS]
    tidy = [(found.content, found.format) for found in map(detect, texts)]
    return (*tidy, *tidy, *map(hostile, HOSTILE))


def try_one(random: Random, *, seconds: float) -> str:
    """What became of one: "drawn", "refused" or "given up". Whatever else is raised is a finding."""
    content, kind = random.choice(seeds())
    content = mutated(content, random)
    detect(content.decode("latin-1"))
    try:
        random.choice(_ways(content, kind, Patience(seconds=seconds)))()
    except Undrawable:
        return "given up"
    except LabelError:
        return "refused"
    return "drawn"


def _ways(content: bytes, kind: LabelFormat, patience: Patience) -> tuple[Callable[[], object], ...]:
    return (
        lambda: draw.to_pdf(content, kind, patience=patience),
        lambda: draw.to_zpl(content, kind, media=ROLL, patience=patience),
        lambda: draw.to_pages(content, kind, media=ROLL, patience=patience),
    )
