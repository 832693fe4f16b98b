"""What holds for every act, shown with the update."""

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import User

from packages_ui.models import Act, Label
from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center.errors import Refused, Unauthorized, Unreachable
from packages_ui.seller_center.types import PackageChanges
from packages_ui.services import lease
from packages_ui.services.errors import Busy, ChangedSince, NotCarriedOut, OutcomeUnknown, PackageGone
from packages_ui.services.packages.action import Result
from packages_ui.services.packages.snapshot import read, remember
from packages_ui.services.packages.update import update
from tests.packages import preparing, seen, somebody_else
from tests.services.batch_makers import label_of
from tests.services.packages.held import held_by_another
from tests.wire import wired

READY = PackageChanges(status=3)


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("ayse")


def ready(user: User, sandbox: Sandbox) -> Result:
    record = preparing(sandbox)
    return update(user_id=user.pk, number=record.number, seen=seen(record), changes=READY)


def test_it_returns_the_package_as_it_is_now(user: User, sandbox: Sandbox) -> None:
    outcome = ready(user, sandbox)

    assert outcome.snapshot
    assert outcome.snapshot.package.status == 3
    assert outcome.before.package.status == 2


def test_it_writes_down_who_did_what(user: User, sandbox: Sandbox) -> None:
    ready(user, sandbox)

    act = Act.objects.get()
    assert (act.user, act.verb, act.outcome) == (user, "update", "done")
    assert (act.before, act.after) == ({"status": 2}, {"status": 3})


def test_it_sends_nothing_when_the_package_has_changed(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    remember(read(number=record.number))
    before = seen(record)
    somebody_else(sandbox, record, waybill_number="NEW")
    with wired(sandbox) as wire, pytest.raises(ChangedSince) as caught:
        update(user_id=user.pk, number=record.number, seen=before, changes=READY)

    assert wire.written == []
    assert [(one.field, one.now) for one in caught.value.differences] == [("waybill_number", "NEW")]
    assert not Act.objects.exists()


def test_it_says_that_it_has_changed_even_when_it_forgot_how(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    with pytest.raises(ChangedSince) as caught:
        update(user_id=user.pk, number=record.number, seen=seen(record) - timedelta(days=1), changes=READY)

    assert caught.value.differences == ()


def test_it_does_not_tell_what_changed_in_an_address(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    remember(read(number=record.number))
    before = seen(record)
    somebody_else(sandbox, record, notes="Ring twice at Mrs Yılmaz")
    with pytest.raises(ChangedSince) as caught:
        update(user_id=user.pk, number=record.number, seen=before, changes=READY)

    assert "Yılmaz" not in repr(caught.value.differences)
    assert caught.value.differences[0].field == "notes"


def test_it_counts_as_done_when_only_the_answer_was_lost(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, loses="after") as wire:
        outcome = ready(user, sandbox)

    assert len(wire.written) == 1
    assert "response was lost" in outcome.sentence
    assert Act.objects.get().outcome == "done"


def test_it_says_that_nothing_happened_when_the_call_was_lost(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, loses="before") as wire, pytest.raises(NotCarriedOut):
        ready(user, sandbox)

    assert len(wire.written) == 1
    assert Act.objects.get().outcome == "unchanged"


def test_it_says_unknown_when_it_cannot_look_again(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, loses="after", then_down=True), pytest.raises(OutcomeUnknown, match="not known"):
        ready(user, sandbox)

    assert Act.objects.get().outcome == "unknown"


def test_it_says_unknown_when_something_else_has_changed(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    before = seen(record)
    other = partial(somebody_else, sandbox, record, invoice_number="IN-1")
    with (
        wired(sandbox, loses="before", meanwhile=other),
        pytest.raises(OutcomeUnknown, match="not as"),
    ):
        update(user_id=user.pk, number=record.number, seen=before, changes=READY)

    assert Act.objects.get().outcome == "unknown"


def test_it_passes_a_refusal_on(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, says=(400, {"status": ["Not now."]})), pytest.raises(Refused) as caught:
        ready(user, sandbox)

    assert caught.value.fields == {"status": ("Not now.",)}
    act = Act.objects.get()
    assert act.outcome == "refused"
    assert "Not now." in act.sentence


def test_it_writes_nothing_down_when_seller_center_is_down(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, down=True), pytest.raises(Unreachable):
        ready(user, sandbox)

    assert not Act.objects.exists()


def test_it_writes_a_refused_key_down(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, says=(401, {"detail": "Token has expired."})), pytest.raises(Unauthorized):
        ready(user, sandbox)

    assert Act.objects.get().outcome == "refused"


def test_it_lets_one_person_act_at_a_time(
    user: User, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = held_by_another(preparing(sandbox).number, monkeypatch)
    with wired(sandbox) as wire, pytest.raises(Busy):
        ready(user, sandbox)

    assert wire.written == []
    lease.release(token=held)
    assert ready(user, sandbox).snapshot


def test_it_refuses_the_second_of_two_people(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    both_saw = seen(record)
    update(user_id=user.pk, number=record.number, seen=both_saw, changes=READY)
    with wired(sandbox) as wire, pytest.raises(ChangedSince):
        update(user_id=user.pk, number=record.number, seen=both_saw, changes=PackageChanges(status=4))

    assert wire.written == []


def test_it_refuses_whoever_does_not_say_what_they_saw(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    with wired(sandbox) as wire, pytest.raises(ChangedSince):
        update(user_id=user.pk, number=record.number, seen=None, changes=READY)

    assert wire.written == []


def test_it_gives_the_package_back_after_a_failure(user: User, sandbox: Sandbox) -> None:
    with wired(sandbox, loses="before"), pytest.raises(NotCarriedOut):
        ready(user, sandbox)

    assert ready(user, sandbox).snapshot


def test_it_says_that_the_package_is_gone(user: User, sandbox: Sandbox) -> None:
    with pytest.raises(PackageGone, match="404404"):
        update(user_id=user.pk, number="404404", seen=None, changes=READY)


@pytest.mark.usefixtures("media")
def test_it_marks_the_label_stale(user: User, sandbox: Sandbox) -> None:
    record = preparing(sandbox)
    label = label_of(record.number, b"%PDF-1.7")
    changes = PackageChanges(tracking_number="T1")
    update(user_id=user.pk, number=record.number, seen=seen(record), changes=changes)

    label = Label.objects.get(pk=label.pk)
    assert label.stale_at
    assert "tracking" in label.stale_because


@pytest.mark.usefixtures("media")
def test_it_leaves_the_label_alone_when_nothing_on_it_changes(user: User, sandbox: Sandbox) -> None:
    label = label_of(preparing(sandbox).number, b"%PDF-1.7")
    ready(user, sandbox)

    assert Label.objects.get(pk=label.pk).stale_at is None
