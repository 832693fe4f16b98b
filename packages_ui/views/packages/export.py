"""What the list shows, as a file for spreadsheets."""

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from packages_ui.forms.filter import PackageFilterForm
from packages_ui.services.packages.export import export_csv, export_xlsx
from packages_ui.services.packages.finding import widened
from packages_ui.views.http import StaffRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@permission_required("packages_ui.view_packages", raise_exception=True)
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """All that match the list's own query, from the copy; where that is wrong, the list says what."""
    form = PackageFilterForm(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('packages_ui:list')}?{request.GET.urlencode()}")
    wanted = widened(form.asked(user_id=request.user.pk)).wanted
    name = f"packages-{timezone.localtime():%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        file = export_xlsx(wanted=wanted)
        return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
    response = StreamingHttpResponse(export_csv(wanted=wanted), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
