"""What the list shows about its rows: how old they are, where they come from, what may be missing."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from packages_ui.forms.filter import PackageFilterForm, address
from packages_ui.services.mirror.find import counts_by_status
from packages_ui.services.mirror.label_order import MOST_RANKED, is_by_label
from packages_ui.services.mirror.sync import CopyState
from packages_ui.services.packages.listing import Listing
from packages_ui.services.packages.rows import status_name
from packages_ui.views.packages.list_filters import too_many_labels
from packages_ui.views.packages.status_counts import shown

COPY_BELOW = gettext_lazy("The list below is our local copy, as of {time}. Changes have to wait.")
LAST_BELOW = gettext_lazy("The list below is from {time}.")
OLD = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Notice:
    """`href` and `link` lead on, where there is something to see."""

    sentence: str
    href: str = ""
    link: str = ""


def notices(form: PackageFilterForm, found: Listing) -> list[Notice]:
    if found.copy is None:
        return _newest_first(form, found)
    return [*copy_notices(found.copy), *_not_sorted(form, found), *_elsewhere(form, found)]


def copy_notices(state: CopyState) -> list[Notice]:
    """A notice of a copy that is not whole yet, or falls behind; none of one that nobody reads, and none of a
    good one: its age is shown beside the tabs."""
    if state.as_of is None:
        return []
    if not state.is_whole:
        sentence = (
            _("Packages are still being read from Seller Center: {seen} of about {expected} so far.")
            if state.expected
            else _("Packages are still being read from Seller Center: {seen} so far.")
        )
        return [Notice(sentence.format(seen=shown(state.seen), expected=shown(state.expected)))]
    if timezone.now() - state.as_of <= OLD:
        return []
    sentence = _("The local copy was last updated at {time}.")
    moment = timezone.localtime(state.as_of)
    today = moment.date() == timezone.localdate()
    notice = sentence.format(time=moment.strftime("%H:%M:%S" if today else "%d.%m.%Y %H:%M"))
    return [Notice(f"{notice} {state.problem}".strip())]


def _newest_first(form: PackageFilterForm, found: Listing) -> list[Notice]:
    """Seller Center takes no order: its first page has the newest. Who wants the oldest needs the link."""
    if found.pages < 2 or form.cleaned_data["sort"]:
        return []
    oldest = address({**form.query(), "sort": "age"}, limit=form.data.get("limit"))
    return [Notice(_("The newest packages are on page 1."), oldest, _("Oldest first"))]


def _not_sorted(form: PackageFilterForm, found: Listing) -> list[Notice]:
    if is_by_label(form.cleaned_data["sort"]) and found.count > MOST_RANKED:
        return [Notice(_("Sorted by age.") + " " + too_many_labels())]
    return []


def _elsewhere(form: PackageFilterForm, found: Listing) -> list[Notice]:
    """Words are searched in all statuses: a notice where there are more than the tab shows."""
    query, limit = form.query(), form.data.get("limit")
    if "q" not in query or "status" not in query:
        return []
    every = address({name: value for name, value in query.items() if name != "status"}, limit=limit)
    name = str(status_name(form.cleaned_data["status"]))
    if found.elsewhere:
        sentence = _("Nothing in {status}. Found in other statuses:")
        return [Notice(sentence.format(status=name))] if found.rows else []
    wanted = form.search_query(user_id=None).wanted
    counted = counts_by_status(wanted.everywhere())
    more = sum(counted.values()) - found.count if counted and not found.is_more else 0
    if more <= 0:
        return []
    return [Notice(_("{count} more in other statuses.").format(count=more), every, _("Show all"))]
