"""What administrators edit: the reasons for rejecting, shipping methods by hand. The audit is read only."""

from typing import Any

from django.contrib import admin
from django.core.cache import cache
from django.http import HttpRequest

from packages_ui.models import Act, FallbackShippingMethod, RejectReason
from packages_ui.services.change_shipping_method import METHODS_KEY


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
    list_filter = ("verb", "outcome")
    search_fields = ("package_number", "user__username")
    date_hierarchy = "at"
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:  # noqa: ARG002 - Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:  # noqa: ARG002 - the same
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Act | None = None) -> bool:  # noqa: ARG002 - the same
        return False
