"""Every verb on a printer beside the hold on all printing, and beside its end: see test_batch."""

from dataclasses import dataclass
from functools import partial
from itertools import product

import pytest

from packages_ui.models import Printer, PrintHold
from packages_ui.services.printing import restored
from tests.services.pairs.at_once import Actors, Verb
from tests.services.pairs.check import faults, some
from tests.services.pairs.test_printer import VERBS, _quick_paper, begin, move_to_it
from tests.services.pairs.worlds import FED, World

__all__ = ["_quick_paper"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media", "_quick_paper")]


@dataclass
class HeldWorld(World):
    """`held`: printing is on hold. There is one hold for all worlds."""

    held: bool = True

    def __post_init__(self) -> None:
        PrintHold.objects.update(since=None)
        Printer.objects.update(paused_at=None, paused_because="")
        super().__post_init__()
        if self.held:
            restored.hold()

    def seen(self) -> tuple[object, ...]:
        held = PrintHold.objects.filter(since__isnull=False).exists()
        paused = Printer.objects.filter(pk__in=self.roles).order_by("pk")
        return (*super().seen(), held, [restored.is_on_hold(printer) for printer in paused])


def hold(world: World) -> Verb:
    """A worker finds that the database is older than what was printed."""
    return restored.hold


def go_on(world: World) -> Verb:
    """An administrator has checked what came out."""
    return partial(restored.resume, user_id=world.user)


BESIDE = (*VERBS, begin, move_to_it)


def test_it_holds_all_printing_while_anything_is_done_to_a_printer(two: Actors) -> None:
    make = partial(HeldWorld, jobs=FED, held=False)
    assert faults(two, make, some([*product([hold], BESIDE), (hold, hold)])) == []


def test_it_goes_on_while_anything_is_done_to_a_printer(two: Actors) -> None:
    make = partial(HeldWorld, jobs=FED)
    assert faults(two, make, some([*product([go_on], BESIDE), (go_on, go_on), (go_on, hold)])) == []
