"""Whether two verbs at once leave what one after the other would have left."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

from django.db import connection

from tests import turns
from tests.services.pairs.at_once import Actors, Verb
from tests.services.pairs.worlds import World

Loaded = Callable[[World], Verb]  # what the request reads first, then the service
Found = tuple[Any, ...]  # what both were told, then how all stands
Make = Callable[[], World]


def faults(two: Actors, make: Make, pairs: Iterable[tuple[Loaded, Loaded]]) -> list[str]:
    """Whoever of a pair is stopped in the middle, and wherever: what does not end as one after the other."""
    return [fault for pair in pairs for fault in Pair(two, make, *pair).faults()]


def all_pairs(verbs: Iterable[Loaded]) -> list[tuple[Loaded, Loaded]]:
    """Each with itself as well; see `some`."""
    return some(combinations_with_replacement(verbs, 2))


def some(pairs: Iterable[tuple[Loaded, Loaded]]) -> list[tuple[Loaded, Loaded]]:
    """A sixth of so many takes turns, as each is stopped everywhere, others on PostgreSQL than on SQLite; of
    fewer one."""
    found = list(pairs)
    return turns.now.part(found, one_in=min(6, len(found)), place=3 * (connection.vendor == "postgresql"))


@dataclass
class Pair:
    """Two verbs in worlds that `make` makes."""

    two: Actors
    make: Make
    first: Loaded
    second: Loaded

    def faults(self) -> Iterator[str]:
        one = self.in_turn(self.first, self.second)
        if self.first is self.second:
            yield from self.stopped_everywhere(self.first, self.second, [one, turned(one)])
            return
        good = [one, turned(self.in_turn(self.second, self.first))]
        yield from self.stopped_everywhere(self.first, self.second, good)
        yield from self.stopped_everywhere(self.second, self.first, [turned(found) for found in good])

    def in_turn(self, first: Loaded, second: Loaded) -> Found:
        world = self.make()
        return self.two.one_after_the_other(first(world), second(world)), *world.seen()

    def stopped_everywhere(self, first: Loaded, second: Loaded, good: list[Found]) -> Iterator[str]:
        stop_at = 1
        while stop_at:
            world, place = self.make(), stop_at
            where = f"{name_of(first)} stopped after its statement {place}, {name_of(second)}"
            try:
                told, stop_at = self.two.at_once(first(world), second(world), stop_at=place)
            except Exception as error:  # noqa: BLE001 - a deadlock, say: the other pairs tell more
                yield f"{where}: {error}"
                return
            found = (told, *world.seen())
            if found not in good:
                yield f"{where}: {differ(found, good)}"


def turned(found: Found) -> Found:
    told, *seen = found
    return told[::-1], *seen


def differ(found: Found, good: list[Found]) -> str:
    """What is otherwise than after the one order, and than after the other."""
    parts = (pair for one in good for pair in zip(found, one, strict=True))
    return "\n".join(f"{part}\n  is not {other}" for part, other in parts if part != other)


def name_of(verb: Loaded) -> str:
    return getattr(verb, "__name__", str(verb))
