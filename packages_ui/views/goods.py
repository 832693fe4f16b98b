"""Pictures of products: from our own disk, to whoever is signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from packages_ui.services.goods import files
from packages_ui.views.http import any_permission_required

FOR_EVER = "private, max-age=31536000, immutable"  # its name is its content


def _tag(request: HttpRequest, digest: str, size: str) -> str | None:  # noqa: ARG001 - Django gives it
    return f'"{digest}-{size}"' if files.load(digest, size) is not None else None


@require_safe
@any_permission_required("packages_ui.view_packages", "packages_ui.pack_packages")
@condition(etag_func=_tag)
def picture(request: HttpRequest, digest: str, size: str) -> HttpResponse:  # noqa: ARG001 - the same
    """`size` is large or small; 404 where there is none."""
    content = files.load(digest, size)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = FOR_EVER
    return response
