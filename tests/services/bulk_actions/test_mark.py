"""Tags and assignments of many packages at once."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import BulkAction, BulkPackage, PackageTag
from packages_ui.sandbox.app import Sandbox
from packages_ui.services.bulk_actions.make import forecast, make, start, take_back
from packages_ui.services.bulk_actions.run import carry_on
from packages_ui.services.bulk_actions.verbs import VERBS, ForOne
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.own import own_of
from packages_ui.services.marks.write_on import add_tag, assign, write_on
from tests.services.batch_makers import person
from tests.services.bulk_actions.makers import by_dhl, states

State = BulkPackage.State
pytestmark = pytest.mark.django_db(transaction=True)


def test_it_tags_packages_and_removes_the_tag(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 3)]
    add_tag(number=numbers[0], tag="vip", user_id=person().pk)
    done = bulk_of("add_tag", numbers, "VIP")
    assert states(done) == [State.REFUSED, State.DONE, State.DONE]
    assert [own_of(number=number).tags for number in numbers] == [("vip",), ("VIP",), ("VIP",)]
    untagged = bulk_of("remove_tag", [*numbers, "unknown"], "Vip")
    assert states(untagged) == [State.DONE, State.DONE, State.DONE, State.REFUSED]
    assert not PackageTag.objects.exists()


def test_it_writes_a_note_where_there_is_none(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 3)]
    write_on(number=numbers[0], note="Old", tags=[], assigned="", seen=0, user_id=None)
    add_tag(number=numbers[1], tag="vip", user_id=None)
    done = bulk_of("write_note", numbers, "Call first")
    assert states(done) == [State.REFUSED, State.DONE, State.DONE]
    assert [own_of(number=number).note for number in numbers] == ["Old", "Call first", "Call first"]
    assert own_of(number=numbers[1]).tags == ("vip",)
    assert "has an internal note already" in str(done.packages.get(position=1).sentence)


def test_it_takes_a_tag_back_from_those_that_got_it(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 3)]
    add_tag(number=numbers[0], tag="vip", user_id=person().pk)
    undone = take_back(user_id=person().pk, action=bulk_of("add_tag", numbers, "VIP"))
    undone.refresh_from_db()
    assert (undone.verb, undone.value) == ("remove_tag", "VIP")
    assert list(undone.packages.order_by("position").values_list("number", flat=True)) == numbers[1:]
    start(action=undone, user_id=person().pk, value="VIP", shown="VIP")
    carry_on(action_id=undone.pk, seconds=3600)
    assert [own_of(number=number).tags for number in numbers] == [("vip",), (), ()]


def test_it_takes_no_assignment_back(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 1)]
    assigned = bulk_of("assign", numbers, f"p{person().pk}")
    with pytest.raises(NotAllowed):  # each had another one before
        take_back(user_id=person().pk, action=assigned)


def test_it_assigns_packages_to_a_person_and_to_nobody(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 2)]
    to = f"p{person('fatma').pk}"
    assign(number=numbers[0], assigned=to, user_id=None)
    assert states(bulk_of("assign", numbers, to)) == [State.REFUSED, State.DONE]
    assert [own_of(number=number).assignee for number in numbers] == ["fatma", "fatma"]
    assert states(bulk_of("assign", numbers, "nobody")) == [State.DONE, State.DONE]
    assert not any(own_of(number=number) for number in numbers)
    with pytest.raises(NotAllowed):  # nothing is left to do
        bulk_of("assign", numbers, "nobody")


def test_it_says_of_a_package_that_its_tags_are_full(sandbox: Sandbox) -> None:
    numbers = [one.number for one in by_dhl(sandbox, 2)]
    tags = [f"t{at}" for at in range(10)]
    write_on(number=numbers[0], note="", tags=tags, assigned="", seen=0, user_id=None)
    action = make(user_id=person().pk, verb="add_tag", numbers=numbers)
    found = forecast(action=action, value="new", shown="new")
    assert {number: str(why) for number, why in found.refused.items()} == {
        numbers[0]: f"Package {numbers[0]} has 10 tags already. Remove one first; nothing was changed."
    }
    assert forecast(action=action, value="a,b", shown="a,b").count == 0


@pytest.mark.parametrize(("verb", "is_there"), [("add_tag", True), ("remove_tag", False)])
def test_it_tags_once_what_a_dead_worker_has_tagged(sandbox: Sandbox, verb: str, *, is_there: bool) -> None:
    [record] = by_dhl(sandbox, 1)
    if is_there:
        add_tag(number=record.number, tag="VIP", user_id=None)
    one = ForOne(user_id=None, number=record.number, seen=None, value="vip", shown="vip", is_resumed=True)
    assert VERBS[verb].act(one)
    with pytest.raises(NotAllowed):
        VERBS[verb].act(replace(one, is_resumed=False))
    assert PackageTag.objects.exists() is is_there


def bulk_of(verb: str, numbers: list[str], value: str) -> BulkAction:
    """Done."""
    action = make(user_id=person().pk, verb=verb, numbers=numbers)
    start(action=action, user_id=person().pk, value=value, shown=value)
    carry_on(action_id=action.pk)
    return action


def test_its_page_offers_whom_to_assign_to(client: Client, sandbox: Sandbox) -> None:
    user = User.objects.create_user("ayse")
    names = ("view_packages", "print_labels", "update_package")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    [record] = by_dhl(sandbox, 1)
    assert 'value="assign"' in client.get("/packages/").content.decode()
    sent = {"verb": "assign", "packages": [record.number]}
    page = client.post("/packages/bulk/", sent, follow=True).content.decode()
    assert f'<option value="p{user.pk}">ayse</option>' in page
    shown = client.get(f"/packages/bulk/{BulkAction.objects.get().pk}/", {"value": f"p{user.pk}"})
    assert '<h1>Assign: <span class="untrusted">ayse</span></h1>' in shown.content.decode()
    assert "1 of 1 package will be changed." in shown.content.decode()
