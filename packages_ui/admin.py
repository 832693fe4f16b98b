"""What administrators edit: reject reasons, shipping methods entered by hand. The audit is read only."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from packages_ui.models import Act, FallbackShippingMethod, RejectReason
from packages_ui.services.packages.history import Names, names_in, sentence_of
from packages_ui.services.packages.shipping_method import METHODS_KEY

MOST_LISTED = 2000


class NewestPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts no further than its last page: use the filters for older rows."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Act] = self.object_list  # type: ignore[assignment]  # of the one list that uses it
        return rows.order_by()[:MOST_LISTED].count()


class ActivityList(ChangeList):
    """Reads the names of stations and printers once for the whole page."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        acts = list(self.result_list)
        names = names_in(acts)
        for act in acts:
            act.names = names
        self.result_list = acts


@admin.register(RejectReason)
class RejectReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("text", "position")
    list_editable = ("position",)
    search_fields = ("text",)


@admin.register(FallbackShippingMethod)
class FallbackShippingMethodAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    list_display = ("name", "uuid")
    search_fields = ("name", "uuid")

    def save_model(
        self,
        request: HttpRequest,
        obj: FallbackShippingMethod,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's own signature
    ) -> None:
        """A new method is offered at once."""
        super().save_model(request, obj, form, change)
        cache.delete(METHODS_KEY)


@admin.register(Act)
class ActAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """The audit trail: read only."""

    list_display = ("at", "user", "verb", "package_number", "outcome", "details")
    fields = ("at", "user", "verb", "package_number", "outcome", "details", "before", "after")
    list_filter = ("at", "verb", "outcome")
    search_fields = ("package_number", "user__username")  # see get_search_results
    search_help_text = gettext_lazy("A complete package number or user name.")
    list_select_related = ("user",)
    paginator = NewestPaginator
    show_full_result_count = False

    @admin.display(description=gettext_lazy("details"))
    def details(self, act: Act) -> str:
        names: Names | None = vars(act).get("names")
        return str(sentence_of(act, names or names_in([act])))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:  # noqa: ARG002 - Django's
        return ActivityList

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: QuerySet[Act],
        search_term: str,
    ) -> tuple[QuerySet[Act], bool]:
        """Complete words only, so that an index finds them in years of activity."""
        term = search_term.strip()
        if not term:
            return queryset, False
        users = list(get_user_model().objects.filter(username=term).values_list("pk", flat=True))
        found = queryset.filter(user__in=users) if users else queryset.filter(package_number=term[:64])
        return found, False

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:  # noqa: ARG002 - the same
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:  # noqa: ARG002 - the same
        return False
