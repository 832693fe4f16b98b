"""Updates pending at Seller Center, and what a person decides about them."""

from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.template.loader import render_to_string
from django.test import Client

from packages_ui.models import StatusChange
from tests.services.status_changes.makers import want
from tests.views.print_makers import HTMX

pytestmark = pytest.mark.django_db
PATH = "/pack/waiting/"
State = StatusChange.State


def change_of(
    user: User, number: str = "PK-1", state: State = State.CONFLICT, said: str = ""
) -> StatusChange:
    change = want(package_number=number, status=3, user_id=user.pk)
    StatusChange.objects.filter(pk=change.pk).update(state=state, sentence=said)
    return change


def state_of(change: StatusChange) -> str:
    change.refresh_from_db()
    return change.state


def test_it_shows_both_lists(packer_client: Client, packer: User) -> None:
    change_of(packer, "PK-1", said="These are no longer in it: 5. <b>Nothing</b> was sent.")
    change_of(packer, "PK-2", State.WANTED, "Seller Center could not be reached.")
    change_of(packer, "PK-3", State.SENT)
    page = packer_client.get(PATH).content.decode()
    assert page.index("1 to decide") < page.index("PK-1") < page.index("1 update pending")
    assert "&lt;b&gt;Nothing" in page
    assert "Seller Center could not be reached." in page
    assert "PK-3" not in page
    assert page.count("/again/") == 2  # the form's, with and without htmx
    assert "/packages/PK-1/" in page


def test_it_says_that_nothing_waits(packer_client: Client) -> None:
    assert "No pending updates" in packer_client.get(PATH).content.decode()


def test_it_answers_htmx_with_the_lists_and_only_when_they_have_changed(
    packer_client: Client, packer: User
) -> None:
    response = packer_client.get(PATH, headers=HTMX)
    assert response.content.decode().strip().startswith('<div id="waiting-lists"')
    seen = response.content.decode().partition("?seen=")[2][:12]
    assert packer_client.get(f"{PATH}?seen={seen}", headers=HTMX).status_code == 204
    change_of(packer)
    assert packer_client.get(f"{PATH}?seen={seen}", headers=HTMX).status_code == 200


def test_it_sends_a_conflict_again(packer_client: Client, packer: User, woken_changes: Mock) -> None:
    change = change_of(packer)
    page = packer_client.post(f"{PATH}{change.pk}/again/", follow=True).content.decode()
    assert state_of(change) == State.WANTED
    assert "Package PK-1 is sent again." in page
    woken_changes.assert_called_once_with()


def test_it_says_when_the_queue_is_out(packer_client: Client, packer: User, woken_changes: Mock) -> None:
    woken_changes.return_value = False
    response = packer_client.post(f"{PATH}{change_of(packer).pk}/again/", headers=HTMX)
    assert "once the queue is back" in response["HX-Trigger"]


def test_it_withdraws_a_change(packer_client: Client, packer: User) -> None:
    change = change_of(packer)
    response = packer_client.post(f"{PATH}{change.pk}/withdraw/", headers=HTMX)
    assert state_of(change) == State.WITHDRAWN
    assert "Withdrawn: package PK-1 keeps its status" in response["HX-Trigger"]
    assert "No pending updates" in response.content.decode()


@pytest.mark.parametrize("verb", ["again", "withdraw"])
def test_it_tells_kindly_when_it_has_moved_on(
    packer_client: Client, packer: User, woken_changes: Mock, verb: str
) -> None:
    change = change_of(packer, state=State.SENT)
    response = packer_client.post(f"{PATH}{change.pk}/{verb}/", headers=HTMX)
    assert (response.status_code, state_of(change)) == (409, State.SENT)
    assert "moved on" in response["HX-Trigger"]
    assert "moved on" in packer_client.post(f"{PATH}{change.pk}/{verb}/", follow=True).content.decode()


@pytest.mark.parametrize("verb", ["again", "withdraw"])
def test_it_knows_no_change_that_never_was(packer_client: Client, verb: str) -> None:
    assert packer_client.post(f"{PATH}99/{verb}/").status_code == 404


@pytest.mark.parametrize("path", [PATH, f"{PATH}1/again/", f"{PATH}1/withdraw/"])
def test_it_needs_login_permission_and_its_method(
    client: Client, stranger_client: Client, packer_client: Client, path: str
) -> None:
    right, wrong = ("get", "post") if path == PATH else ("post", "get")
    assert getattr(client, right)(path)["Location"].startswith("/login/")
    assert getattr(stranger_client, right)(path).status_code == 403
    assert getattr(packer_client, wrong)(path).status_code == 405


def test_only_who_may_update_packages_withdraws(client: Client, packer: User) -> None:
    change, user = change_of(packer), User.objects.create_user("hand")
    user.user_permissions.set(Permission.objects.filter(codename__in=("pack_packages", "view_packages")))
    client.force_login(user)
    assert "/withdraw/" not in client.get(PATH).content.decode()
    assert client.post(f"{PATH}{change.pk}/withdraw/").status_code == 403
    assert state_of(change) == State.CONFLICT


@pytest.mark.parametrize(
    ("waiting", "conflicts", "words"),
    [(1, 0, ">1 update pending<"), (3, 2, "2 to decide · 3 updates pending<")],
)
def test_the_strip_counts_both(waiting: int, conflicts: int, words: str) -> None:
    counts = {"changes_waiting": waiting, "changes_conflicts": conflicts}
    assert words in render_to_string("packing/_waiting_strip.html", counts)


def test_it_is_another_page_in_another_language(packer_client: Client) -> None:
    version = packer_client.get(PATH).context["version"]
    assert packer_client.get(PATH, {"seen": version}, headers=HTMX).status_code == 204
    packer_client.post("/language/", {"language": "tr"})
    assert packer_client.get(PATH, {"seen": version}, headers=HTMX).status_code == 200
