"""Every pair of verbs on one batch, two connections, every place where the first can be stopped: nobody is
thrown out by a deadlock, and what is true afterwards is what one after the other would have left."""

from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from packages_ui.labels.size import LabelSize
from packages_ui.models import Label, PrintJob
from packages_ui.services import label_files
from packages_ui.services.batches import batches
from packages_ui.services.batches.batch_order import name_batch
from packages_ui.services.batches.fetched import Fetched, write
from packages_ui.services.batches.join import join_batch
from packages_ui.services.printing import control, ledger
from packages_ui.services.printing.answers import answer_question, answer_twice, answer_unknown
from packages_ui.services.printing.browser import came_out, open_dialog
from packages_ui.services.printing.control import move_batch
from packages_ui.services.printing.reprint import reprint, resume_from
from tests.labels.makers import make_pdf
from tests.services.pairs.at_once import Actors, Verb
from tests.services.pairs.check import all_pairs, faults
from tests.services.pairs.worlds import FED, JOINED, UNJOINED, World

State, Proof = PrintJob.State, PrintJob.Proof
pytestmark = pytest.mark.django_db(transaction=True)


def cancel(world: World) -> Verb:
    return partial(batches.cancel, batch=world.batch(), user_id=world.user)


def stop(world: World) -> Verb:
    return partial(control.pause_batch, batch=world.batch(), user_id=world.user)


def unpause(world: World) -> Verb:
    return partial(control.resume_batch, batch=world.batch(), user_id=world.user)


def name(world: World) -> Verb:
    batch = world.batch()
    return lambda: name_batch(batch=batch, name="Morning", user_id=world.user).name


def move(world: World) -> Verb:
    return partial(move_batch, batch=world.batch(), printer=world.b, user_id=world.user)


def move_to_browser(world: World) -> Verb:
    return partial(move_batch, batch=world.batch(), printer=None, user_id=world.user)


def retry(world: World) -> Verb:
    return partial(batches.retry, batch=world.batch(), user_id=world.user)


def own_label(world: World) -> Verb:
    failed = world.first(State.FAILED)
    return partial(batches.retry, batch=world.batch(), jobs=[failed.pk], own=True, user_id=world.user)


def renew(world: World) -> Verb:
    return partial(batches.renew_stale, batch=world.batch(), user_id=world.user)


def print_again(world: World) -> Verb:
    batch = world.batch()
    jobs = list(batch.jobs.filter(state__in=(State.SENT, State.PRINTED)))
    return partial(reprint, batch=batch, jobs=jobs, because="jam", user_id=world.user)


def resume(world: World) -> Verb:
    return partial(resume_from, good=world.job(1), because="jam", user_id=world.user)


def looked_for_two(world: World) -> Verb:
    jobs = list(world.batch().jobs.filter(maybe_twice=True))
    return partial(answer_twice, jobs=jobs, user_id=world.user)


def begin(world: World) -> Verb:
    """The feeder of its printer."""
    job, token = world.job(7), world.token(world.a)
    return partial(ledger.begin, job, printer=world.a, token=token, handle="h", pieces=1, count_before=None)


def confirm(world: World) -> Verb:
    return partial(ledger.confirm, world.first(State.SENT), Proof.PRINTER)


def label_comes(world: World) -> Verb:
    """A fetcher's answer."""
    job = world.first(State.FETCHING)
    label = Label(
        package_number=job.package_number, format="pdf", size=1, sha256="x", path="x", made_at=timezone.now()
    )
    return lambda: bool(write([Fetched(job=job, label=label)], token=world.claim))


def join(world: World) -> Verb:
    return partial(join_batch, batch_id=world.batch_id)


def open_it(world: World) -> Verb:
    return partial(open_dialog, batch=world.batch())


def all_came_out(world: World) -> Verb:
    return partial(came_out, batch=world.batch(), user_id=world.user)


def it_came_out(world: World) -> Verb:
    return partial(answer_unknown, jobs=[world.first(State.UNKNOWN)], came_out=True, user_id=world.user)


def it_did_not(world: World) -> Verb:
    return partial(answer_unknown, jobs=[world.first(State.UNKNOWN)], came_out=False, user_id=world.user)


def print_it(world: World) -> Verb:
    return partial(answer_question, jobs=asked(world), print_it=True, user_id=world.user)


def leave_it_out(world: World) -> Verb:
    return partial(answer_question, jobs=asked(world), print_it=False, user_id=world.user)


def asked(world: World) -> list[PrintJob]:
    return list(world.batch().jobs.exclude(question=""))


EVERYWHERE = (cancel, move, retry, own_label, renew, name)
ON_PAPER = (*EVERYWHERE, print_again, resume)
ANSWERS = (it_came_out, it_did_not, print_it, leave_it_out, looked_for_two)
AT_A_PRINTER = (*ON_PAPER, *ANSWERS, stop, unpause, move_to_browser, begin, confirm, label_comes)
IN_A_DIALOG = (*ON_PAPER, open_it, all_came_out)
TO_JOIN = (*EVERYWHERE, join)


@pytest.fixture
def page(media: Path) -> str:
    return label_files.store(make_pdf(LabelSize(100, 150)), folder="pages", suffix="pdf")[0]


def test_it_does_any_two_things_to_a_batch_for_a_printer(two: Actors, media: Path) -> None:
    assert faults(two, partial(World, jobs=FED), all_pairs(AT_A_PRINTER)) == []


def test_it_does_any_two_things_to_a_batch_in_a_dialog(two: Actors, media: Path) -> None:
    make = partial(World, jobs=JOINED, fed=False, joined=True)
    assert faults(two, make, all_pairs(IN_A_DIALOG)) == []


def test_it_does_any_two_things_to_a_batch_that_is_joined(two: Actors, page: str) -> None:
    make = partial(World, jobs=UNJOINED, fed=False, page=page)
    assert faults(two, make, all_pairs(TO_JOIN)) == []
