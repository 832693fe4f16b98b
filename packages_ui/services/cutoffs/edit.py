"""Change cut-off times and holidays, with the audit."""

from datetime import date, time

from django.db import transaction

from packages_ui.messages import overview as words
from packages_ui.models import Act, CutOff, Holiday
from packages_ui.services import audit
from packages_ui.services.cutoffs.schedule import forget
from packages_ui.services.errors import NotAllowed


def save_cut_off(
    *, pk: int, carrier: str, at: time, weekdays: int, notice: int, user_id: int | None
) -> CutOff:
    """A new one where `pk` is 0. Raises NotAllowed where the company has one at that time already, or the
    one to be changed is gone."""
    fields = {"carrier": carrier, "at": at, "weekdays": weekdays, "notice": notice}
    with transaction.atomic():
        before = CutOff.objects.select_for_update().filter(pk=pk).first()
        if pk and before is None:
            raise NotAllowed(words.CUT_OFF_GONE())
        if CutOff.objects.filter(carrier=carrier, at=at).exclude(pk=pk).exists():
            raise NotAllowed(words.CUT_OFF_THERE(carrier=carrier, time=f"{at:%H:%M}"))
        saved = CutOff(pk=pk or None, **fields)
        saved.save()
        _note(user_id, before=_details(before), after=_details(saved))
    return saved


def delete_cut_off(*, pk: int, user_id: int | None) -> bool:
    """False where it is gone already."""
    with transaction.atomic():
        found = CutOff.objects.select_for_update().filter(pk=pk).first()
        if found is None:
            return False
        CutOff.objects.filter(pk=pk).delete()
        _note(user_id, before=_details(found), after={"deleted": True})
    return True


def save_holiday(*, day: date, name: str, user_id: int | None) -> None:
    """Its name is changed where the day is one already."""
    with transaction.atomic():
        Holiday.objects.update_or_create(day=day, defaults={"name": name})
        _note(user_id, before={}, after={"name": f"{day.isoformat()} {name}".strip()})


def delete_holiday(*, pk: int, user_id: int | None) -> bool:
    """False where it is gone already."""
    with transaction.atomic():
        found = Holiday.objects.select_for_update().filter(pk=pk).first()
        if found is None:
            return False
        Holiday.objects.filter(pk=pk).delete()
        _note(user_id, before={"name": str(found)}, after={"deleted": True})
    return True


def _note(user_id: int | None, *, before: dict[str, object], after: dict[str, object]) -> None:
    audit.note(Act.Verb.OVERVIEW, user_id=user_id, before=before, after=after)
    transaction.on_commit(forget)


def _details(cut_off: CutOff | None) -> dict[str, object]:
    if cut_off is None:
        return {}
    return {"name": str(cut_off), "weekdays": cut_off.weekdays, "notice": cut_off.notice}
