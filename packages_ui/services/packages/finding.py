"""What people search for, from Seller Center while it can search for exactly that, else from the copy."""

from dataclasses import dataclass, replace

from django.utils import timezone
from msgspec.structs import replace as with_filters

from packages_ui.codes.folding import BETWEEN, fold, terms
from packages_ui.models import StoredPackage
from packages_ui.seller_center.types import PackageFilters
from packages_ui.services.barcodes.codes import plain, readings
from packages_ui.services.mirror import find
from packages_ui.services.mirror.sync import copy_state
from packages_ui.services.mirror.wanted import Wanted
from packages_ui.services.packages.listing import Listing, list_packages, search
from packages_ui.services.packages.rows import stored_row

LEAST_NUMBER = 4  # characters of a number that Seller Center may be searched for
SHOWN = ("number", "order_number", "customer", "city", "shipping_method")
MOST_OF_HIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The same request for both: `filters` are what PKG101 knows, `wanted` is all of it. `needs_copy`: what
    Seller Center cannot search by, such as part of a name, or an order of rows."""

    filters: PackageFilters
    wanted: Wanted
    needs_copy: bool = False


def find_packages(query: Query, *, user_id: int | None = None) -> Listing:
    """One page. Raises a SellerCenterError: then `find_stored` finds what it can."""
    if not query.needs_copy:
        return list_packages(filters=query.filters, user_id=user_id)
    if not query.wanted.q or query.wanted.sort:
        return find_stored(query)
    stored = find_stored(query)
    is_known = stored.rows and stored.copy and stored.copy.is_whole
    if is_known or not _may_be_number(query.wanted.q):
        return stored
    found = search(q=query.wanted.q, filters=with_filters(query.filters, status=None), user_id=user_id)
    return found if found.rows else stored


def find_stored(query: Query) -> Listing:
    """By the copy alone. Words that are found in other statuses only than the wanted one are shown there."""
    found = _page(query)
    if found.rows or not _may_widen(query):
        return found
    return replace(_page(replace(query, wanted=query.wanted.everywhere())), elsewhere=True)


def widened(query: Query) -> Query:
    """The query whose rows `find_stored` shows."""
    if not _may_widen(query) or find.matching(query.wanted).exists():
        return query
    return replace(query, wanted=query.wanted.everywhere())


def _may_widen(query: Query) -> bool:
    return bool(query.wanted.q) and "status" in query.wanted.columns


def scanned(q: str) -> str:
    """The number of the one package that has this code; empty where none or several do."""
    found = find.bearing(readings([q])) if plain(q) else []
    return found[0].number if len(found) == 1 else ""


def numbers_of(query: Query, *, most: int) -> list[str]:
    """All that match in the copy, in their order, `most` and one at most."""
    rows = find.find(widened(query).wanted)
    return list(rows.values_list("number", flat=True)[: most + 1])


def _page(query: Query) -> Listing:
    page, limit, now, state = query.filters.page, query.filters.limit, timezone.now(), copy_state()
    rows = find.find(query.wanted)
    shown = list(rows[(page - 1) * limit : page * limit])
    total = len(shown) if page == 1 and len(shown) < limit else find.count(rows)
    return Listing(
        rows=tuple(stored_row(row, now=now) for row in shown),
        malformed=(),
        count=min(total, find.MOST_COUNTED),
        page=page,
        limit=limit,
        as_of=state.as_of or now,
        copy=state,
        is_more=total > find.MOST_COUNTED,
        hits=_hits(query.wanted.q, shown),
    )


def _hits(q: str, rows: list[StoredPackage]) -> dict[str, str]:
    """The first text of each with a word that the list does not show."""
    words = terms(q)
    if not words:
        return {}
    texts = StoredPackage.objects.filter(pk__in=[row.pk for row in rows]).values_list("number", "search")
    shown = {row.number: fold(" ".join(str(getattr(row, name)) for name in SHOWN)) for row in rows}
    found = {number: _hit(text, shown[number], words) for number, text in texts}
    return {number: hit for number, hit in found.items() if hit}


def _hit(text: str, shown: str, words: list[tuple[str, ...]]) -> str:
    hidden = [ways for ways in words if not any(way in shown for way in ways)]
    lines = (line for ways in hidden for line in text.split(BETWEEN) if any(way in line for way in ways))
    line = next(lines, "")
    return line if len(line) <= MOST_OF_HIT else _around(line, hidden[0])


def _around(line: str, ways: tuple[str, ...]) -> str:
    at = max(next((line.find(way) for way in ways if way in line), 0) - MOST_OF_HIT // 3, 0)
    return f"…{line[at : at + MOST_OF_HIT]}…"


def _may_be_number(q: str) -> bool:
    return len(plain(q)) >= LEAST_NUMBER and any(map(str.isdecimal, q))
