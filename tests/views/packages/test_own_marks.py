"""Note, tags and assignment on a package's page and in the list."""

import json
import re

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import PackageMark
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.services.marks.own import own_of
from packages_ui.services.marks.write_on import add_tag, write_on
from tests.packages import preparing
from tests.undo import press_undo, undo_of

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return preparing(sandbox, items=2)


@pytest.fixture
def user(db: None, client: Client) -> User:
    made = User.objects.create_user("ayse")
    _allow(made, "view_packages", "update_package", "print_labels")
    client.force_login(made)
    return made


def _allow(user: User, *names: str) -> None:
    user.user_permissions.set(Permission.objects.filter(codename__in=names))


def address(record: Record) -> str:
    return f"/packages/{record.number}/marks/"


def sent(user: User, **values: str) -> dict[str, str]:
    return {"note": "call first", "tags": "VIP, fragile", "assigned": f"p{user.pk}", "seen": "0", **values}


def test_it_saves(client: Client, user: User, record: Record) -> None:
    response = client.post(address(record), sent(user), follow=True)
    assert response.redirect_chain == [(f"/packages/{record.number}/", 302)]
    page = response.content.decode()
    assert f"Saved: note, tags and assignment of package {record.number}." in page
    assert ">call first</textarea>" in page
    assert 'value="VIP, fragile"' in page
    assert f'<option value="p{user.pk}" selected>ayse</option>' in page
    assert 'name="seen" value="1"' in page


def test_it_saves_over_htmx(client: Client, user: User, record: Record) -> None:
    response = client.post(address(record), sent(user), headers=HX)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.strip().startswith('<section class="card card-body" id="own-marks">')
    assert json.loads(response.headers["HX-Trigger"])["done"]["sentence"].startswith("Saved: note, tags")
    assert "<h1" not in page


def test_it_undoes_only_what_was_changed(client: Client, user: User, record: Record) -> None:
    number = record.number
    write_on(number=number, note="mine", tags=["A"], assigned="", seen=0, user_id=None)
    changed = client.post(address(record), {"tags": "A, B", "note": "mine", "seen": "1"}, headers=HX)
    assert undo_of(changed)["values"] == {"tags": "A", "seen": "2"}
    assert press_undo(client, changed).status_code == 200
    now = own_of(number=number)
    assert (now.note, now.tags, now.assigned) == ("mine", ("A",), "")


def test_it_undoes_nothing_that_somebody_else_has_changed_since(
    client: Client, user: User, record: Record
) -> None:
    changed = client.post(address(record), sent(user), headers=HX)
    add_tag(number=record.number, tag="new", user_id=None)
    assert press_undo(client, changed).status_code == 409
    assert own_of(number=record.number).tags == ("VIP", "fragile", "new")


def test_it_offers_no_undo_where_nothing_was_changed(client: Client, user: User, record: Record) -> None:
    assert undo_of(client.post(address(record), {"seen": "0"}, headers=HX)) == {}


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_tells_the_second_and_keeps_what_they_typed(
    client: Client, user: User, record: Record, headers: dict[str, str]
) -> None:
    write_on(number=record.number, note="mine", tags=["A"], assigned="", seen=0, user_id=None)
    response = client.post(address(record), sent(user), headers=headers)
    page = response.content.decode()
    assert response.status_code == 409
    assert "somebody has changed this meanwhile" in page
    assert "Note: “mine”. Tags: A. Assigned to nobody." in page
    assert ">call first</textarea>" in page
    assert own_of(number=record.number).note == "mine"
    assert client.post(address(record), sent(user, seen="1"), headers=HX).status_code == 200
    assert own_of(number=record.number).note == "call first"


@pytest.mark.parametrize("values", [{"note": "x" * 501}, {"tags": "x" * 31}, {"assigned": "s0"}])
def test_it_keeps_what_cannot_be_saved(
    client: Client, user: User, record: Record, values: dict[str, str]
) -> None:
    response = client.post(address(record), sent(user, **values), headers=HX)
    assert response.status_code == 422
    assert "nothing was changed" in response.content.decode().casefold()
    assert next(iter(values.values())) in response.content.decode() or "assigned" in values
    assert not PackageMark.objects.exists()


def test_whom_it_is_assigned_to_may_stay_without_an_account(
    client: Client, user: User, record: Record
) -> None:
    gone = User.objects.create_user("gone")
    client.post(address(record), sent(user, assigned=f"p{gone.pk}"))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert (
        f'<option value="p{gone.pk}" selected>gone'
        in client.get(f"/packages/{record.number}/").content.decode()
    )
    client.post(address(record), sent(user, assigned=f"p{gone.pk}", seen="1", note="new"))
    own = own_of(number=record.number)
    assert (own.note, own.assignee) == ("new", "gone")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 18, "9" * 40])
def test_it_takes_no_version_that_never_was(client: Client, user: User, record: Record, seen: str) -> None:
    add_tag(number=record.number, tag="A", user_id=None)
    assert client.post(address(record), sent(user, seen=seen)).status_code == 409


def test_it_escapes_what_people_write(client: Client, user: User, record: Record) -> None:
    bad = "<script>x</script>"
    client.post(address(record), sent(user, note=f"{bad}<!--order-->", tags=bad))
    assert own_of(number=record.number).tags == (bad,)
    for page in (f"/packages/{record.number}/", f"/packages/?number={record.number}"):
        text = client.get(page).content.decode()
        assert "&lt;script&gt;x" in text
        assert "<script>x" not in text
        assert "<!--order" not in text


def test_one_who_may_not_change_packages_reads_it(client: Client, user: User, record: Record) -> None:
    client.post(address(record), sent(user))
    _allow(user, "view_packages")
    page = client.get(f"/packages/{record.number}/").content.decode()
    assert '<p class="pre untrusted">call first</p>' in page
    assert 'id="own-save"' not in page
    assert client.post(address(record), sent(user, seen="1")).status_code == 403


def test_it_needs_login_and_a_post(client: Client, user: User, record: Record) -> None:
    assert client.get(address(record)).status_code == 405
    assert client.post(f"/packages/{'9' * 65}/marks/", sent(user)).status_code == 404
    client.logout()
    assert client.post(address(record), sent(user)).status_code == 302
    assert not PackageMark.objects.exists()


def test_the_list_shows_it(client: Client, user: User, record: Record) -> None:
    client.post(address(record), sent(user))
    page = client.get(f"/packages/?number={record.number}").content.decode()
    cell = re.findall(r'<td class="marks">.*?</td>', page, re.DOTALL)[0]
    assert 'title="call first"' in cell
    assert re.findall(r'own-tag">([^<]+)<', cell) == ["VIP", "fragile"]
    assert cell.count("ayse") == 1
    add_tag(number=record.number, tag="new", user_id=None)
    assert ">new<" in client.get(f"/packages/?number={record.number}").content.decode()


def test_the_list_shows_few_tags_and_says_the_others(client: Client, user: User, record: Record) -> None:
    client.post(address(record), sent(user, tags="a,b,c,d,e<b>"))
    page = client.get(f"/packages/?number={record.number}").content.decode()
    assert re.findall(r'own-tag">([^<]+)<', page) == ["a", "b", "c"]
    assert 'title="d, e&lt;b&gt;"' in page


def test_the_list_asks_as_often_for_many_as_for_few(
    client: Client, user: User, sandbox: Sandbox, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/packages/")
    cache.clear()  # what is kept for seconds is read both times, however long the writing takes
    with CaptureQueriesContext(connection) as before:
        client.get("/packages/")
    for number in list(sandbox.packages)[:50]:
        write_on(number=number, note="n", tags=["a", "b"], assigned=f"p{user.pk}", seen=0, user_id=None)
    cache.clear()
    with django_assert_num_queries(len(before)):
        assert client.get("/packages/").content.count(b"own-tag") > 10
