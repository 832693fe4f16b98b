"""The product's addresses and two yardsticks: a page that does nothing, behind the same middleware, and
Django's own admin list of packages."""

import json

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.urls import path

from backoffice.urls import urlpatterns as product
from packages_ui.models import StoredPackage


def bare(_request: HttpRequest) -> HttpResponse:
    """What Django itself costs."""
    return HttpResponse("ok")


class StoredPackageAdmin(ModelAdmin):  # type: ignore[type-arg] # not generic at run time
    """The columns of our own list that a row here has."""

    list_display = ("number", "order_number", "customer", "city", "carrier", "items_", "updated_at")
    list_per_page = 50

    def customer(self, row: StoredPackage) -> str:
        return str(_address(row).get("first_name", ""))

    def city(self, row: StoredPackage) -> str:
        return str(_address(row).get("city", ""))

    def items_(self, row: StoredPackage) -> int:
        return row.items.count()


def _address(row: StoredPackage) -> dict[str, object]:
    found: dict[str, object] = json.loads(row.content).get("shipping_address") or {}
    return found


site = AdminSite("bare")
site.register(StoredPackage, StoredPackageAdmin)
urlpatterns = [path("bare/", bare), path("bare-admin/", site.urls), *product]
