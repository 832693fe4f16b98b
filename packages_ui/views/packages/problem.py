"""What went wrong with a package, as a status and sentences for the screen."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _

from packages_ui.seller_center.errors import Limited, Refused, SellerCenterError
from packages_ui.services.errors import (
    ChangedSince,
    Difference,
    NotCarriedOut,
    OutcomeUnknown,
    PackageGone,
    ServiceError,
)
from packages_ui.views.http import StaffRequest, respond, status_of
from packages_ui.views.packages.field_names import field_name, shown_value

Failure = ServiceError | SellerCenterError
FAILURES = (ServiceError, SellerCenterError)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """`status` is HTTP's. `texts` are Seller Center's own sentences that belong to no field. `differences`
    are what has changed since the person opened the package: field, then, now."""

    status: int
    sentence: str
    texts: tuple[str, ...] = ()
    differences: tuple[tuple[str, str, str], ...] = ()
    gone: bool = False
    retry_after: int | None = None


def problem_of(error: Failure, texts: tuple[str, ...] | None = None) -> Problem:
    """`texts`: what is left of a refusal when the rest stands beside its fields."""
    if isinstance(error, SellerCenterError):
        has_texts = isinstance(error, Refused) and texts is not None
        wait = error.retry_after if isinstance(error, Limited) else None
        return Problem(
            status=status_of(error),
            sentence=_("Seller Center refused this. Nothing was changed. Correct it and send it again.")
            if has_texts
            else str(error.sentence),
            texts=texts or () if has_texts else (),
            retry_after=None if wait is None else max(1, round(wait)),
        )
    lost = isinstance(error, NotCarriedOut | OutcomeUnknown)
    return Problem(
        status=502 if lost else 409,
        sentence=str(error.sentence),
        differences=tuple(map(_flat, error.differences)) if isinstance(error, ChangedSince) else (),
        gone=isinstance(error, PackageGone),
    )


def _flat(difference: Difference) -> tuple[str, str, str]:
    field, values = difference.field, (difference.seen, difference.now)
    then, now = (shown_value(field, str(value)) for value in values)
    return field_name(field), then, now


def show_problem(request: StaffRequest, number: str, error: Failure) -> HttpResponse:
    """Instead of a page that cannot be made: a whole page (404 where the package is gone), or its core for
    the dialog (409 there, since htmx shows that)."""
    problem = problem_of(error)
    status = 404 if problem.gone and not request.htmx else problem.status
    context = {"problem": problem, "number": number, "section": "packages"}
    return retry_after(
        respond(request, "packages/problem.html", context, part="problem", status=status), problem
    )


def retry_after(response: HttpResponse, problem: Problem | None) -> HttpResponse:
    """Adds when to try again, where that is known."""
    if problem and problem.retry_after:
        response["Retry-After"] = str(problem.retry_after)
    return response
