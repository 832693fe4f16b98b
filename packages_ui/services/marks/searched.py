"""What people wrote on a package stands at the end of the text by which the copy finds it.

`follow` is called after each transaction that changed marks or stored packages: of two at once whoever comes
second sees what both have written.
"""

from collections.abc import Collection
from time import monotonic

from django.core.cache import cache
from django.db import transaction

from packages_ui.codes.folding import BETWEEN, document
from packages_ui.models import PackageMark, StoredPackage
from packages_ui.models.package_mark import MOST_OF_NOTE, MOST_OF_TAG, MOST_TAGS
from packages_ui.services.marks.own import NONE, Own, own_marks

CAUGHT_UP, ALL = "marks:caught-up", -1  # up to which mark
CATCH_UP_SECONDS, PIECE = 2.0, 200
MOST = MOST_OF_NOTE + MOST_TAGS * (MOST_OF_TAG + len(BETWEEN))


def follow(*, numbers: Collection[str]) -> None:
    """Of these packages, as far as they are stored and ever had a mark."""
    marks = own_marks(numbers=numbers)
    if not marks:
        return
    rows = StoredPackage.objects.filter(number__in=marks).order_by().values_list("number", "own_words")
    behind = [number for number, words in rows if words != _words(marks[number])]
    if behind:
        _write(behind)


def catch_up(*, seconds: float = CATCH_UP_SECONDS) -> bool:
    """Marks from before the search found them, once after an upgrade, in pieces for about so long; whether
    more are left."""
    until, after = monotonic() + seconds, cache.get(CAUGHT_UP, 0)
    while after != ALL:
        piece = PackageMark.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "number")[:PIECE]
        numbers = dict(piece)
        follow(numbers=numbers.values())
        after = max(numbers) if len(numbers) == PIECE else ALL
        cache.set(CAUGHT_UP, after, None)
        if monotonic() > until:
            break
    return bool(after != ALL)


def _write(numbers: Collection[str]) -> None:
    """The rows are locked before the marks are read, so that the last one to write has read the newest."""
    with transaction.atomic():
        rows = StoredPackage.objects.filter(number__in=numbers).order_by("pk").select_for_update()
        stored = list(rows.values_list("pk", "number", "search", "own_words"))
        marks = own_marks(numbers=numbers)
        for pk, number, search, before in stored:
            words = _words(marks.get(number, NONE))
            changed = {"search": search.removesuffix(before) + words, "own_words": words}
            StoredPackage.objects.filter(pk=pk).update(**changed)


def _words(own: Own) -> str:
    found = document([own.note, *own.tags], most=MOST)
    return f"{BETWEEN}{found}" if found else ""
