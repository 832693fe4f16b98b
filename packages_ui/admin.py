"""What administrators edit: the reasons for rejecting, shipping methods by hand. The audit is read only."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from packages_ui.models import Act, FallbackShippingMethod, RejectReason
from packages_ui.services.packages.shipping_method import METHODS_KEY

MOST_LISTED = 2000


class NewestPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts no further than its last page: older rows are found by the filters."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Act] = self.object_list  # type: ignore[assignment]  # of the one list that uses it
        return rows.order_by()[:MOST_LISTED].count()


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
        """What is entered is offered at once."""
        super().save_model(request, obj, form, change)
        cache.delete(METHODS_KEY)


@admin.register(Act)
class ActAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """The audit trail: nobody adds to it, changes it or deletes from it here."""

    list_display = ("at", "user", "verb", "package_number", "outcome", "sentence")
    list_filter = ("at", "verb", "outcome")
    search_fields = ("package_number", "user__username")  # see get_search_results
    search_help_text = "The whole number of a package, or a user's whole name."
    list_select_related = ("user",)
    paginator = NewestPaginator
    show_full_result_count = False

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        queryset: QuerySet[Act],
        search_term: str,
    ) -> tuple[QuerySet[Act], bool]:
        """By whole words alone, so that an index finds them among all that was ever done."""
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
