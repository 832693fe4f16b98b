"""A status change is taken back before Seller Center has been told."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from packages_ui.services.status_changes.decide import withdraw
from packages_ui.views.pack_waiting_told import decided


@require_POST
@permission_required(("packages_ui.pack_packages", "packages_ui.update_package"), raise_exception=True)
def pack_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The package keeps the status that it has at Seller Center."""

    def take_back() -> str:
        change = withdraw(change_id=pk, user_id=request.user.pk or 0)
        return f"Withdrawn: package {change.package_number} keeps the status it has at Seller Center."

    return decided(request, take_back)
