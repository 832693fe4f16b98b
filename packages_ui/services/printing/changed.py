"""A package that has left since its label was requested: an operator decides before it prints."""

from packages_ui.messages import marks
from packages_ui.models import PrintJob, StoredPackage
from packages_ui.services.mirror.stored import LIVE
from packages_ui.services.packages.rows import status_name


def hold_with_question(job: PrintJob) -> bool:
    """Whether it was held back with a question. Not where a person has answered it, or has given a reason for
    a reprint."""
    if job.checked or job.reprint_because:
        return False
    # whoever requests the label of a package that had already left means it
    changed = StoredPackage.objects.filter(number=job.package_number, updated_at__gt=job.wanted_at)
    left = changed.exclude(status__in=LIVE).order_by()
    for (status,) in left.values_list("status"):
        question = marks.NOT_HERE_ANY_MORE(number=job.package_number, status=status_name(status))
        rows = PrintJob.objects.filter(pk=job.pk, state=PrintJob.State.READY)
        return bool(rows.update(question=question))
    return False
