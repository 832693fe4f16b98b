"""POST /packages/views/…: lists that people come back to."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from packages_ui.models import SavedView
from packages_ui.services.packages import views

SAVE = "/packages/views/save/"
START = "/packages/views/start/"
pytestmark = pytest.mark.usefixtures("sandbox")


@pytest.fixture
def browser(packer_client: Client) -> Client:
    return packer_client


def save(browser: Client, name: str = "Late ones", query: str = "?status=2&late=1", **more: str) -> str:
    response = browser.post(SAVE, {"name": name, "query": query, **more})
    assert response.status_code == 302
    return response["Location"]


def page(browser: Client) -> str:
    return browser.get("/packages/").content.decode()


def other() -> User:
    return User.objects.create_user("ayse")


def test_it_saves_the_list_and_offers_it_again(browser: Client) -> None:
    assert save(browser) == "/packages/?status=2&late=1"
    assert '<a href="/packages/?status=2&amp;late=1">Late ones</a>' in page(browser)
    assert "The view is saved." in browser.get("/packages/").content.decode() or SavedView.objects.exists()


def test_a_name_is_used_once(browser: Client) -> None:
    save(browser)
    save(browser, " Late  ones ", "?status=3")
    (view,) = SavedView.objects.all()
    assert (view.name, view.query) == ("Late ones", "status=3")


def test_it_keeps_only_what_the_list_can_be_asked_for(browser: Client) -> None:
    save(browser, query="?status=2&evil=1&page=7")
    assert SavedView.objects.get().query == "status=2"


@pytest.mark.parametrize(
    ("name", "query"), [("", "?status=2"), ("x" * 61, ""), ("a\0b", ""), ("Wrong", "?status=packed")]
)
def test_it_saves_nothing_that_is_wrong(browser: Client, name: str, query: str) -> None:
    browser.post(SAVE, {"name": name, "query": query})
    assert not SavedView.objects.exists()


def test_it_saves_no_more_than_anybody_uses(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    save(browser)
    save(browser, "Another one")
    save(browser, query="?status=4")
    assert [view.query for view in SavedView.objects.all()] == ["status=4"]


def test_it_shows_what_others_share(browser: Client) -> None:
    SavedView.objects.create(owner=other(), name="For all <b>", query="gift=1", shared=True)
    SavedView.objects.create(owner=User.objects.get(username="ayse"), name="Hers alone", query="note=1")
    shown = page(browser)
    assert "For all &lt;b&gt;" in shown
    assert "shared by ayse" in shown
    assert "Hers alone" not in shown


def test_only_who_may_share_shares(browser: Client, packer: User) -> None:
    save(browser, shared="1")
    assert SavedView.objects.get().shared
    packer.user_permissions.remove(Permission.objects.get(codename="share_view"))
    save(browser, "Mine", shared="1")
    assert not SavedView.objects.get(name="Mine").shared
    assert 'name="shared"' not in page(browser)


def test_it_deletes_ones_own(browser: Client) -> None:
    save(browser)
    assert browser.post(f"/packages/views/{SavedView.objects.get().pk}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_it_deletes_nobody_elses(browser: Client, packer: User) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="share_view"))
    hers = SavedView.objects.create(owner=other(), name="Hers", query="", shared=True)
    browser.post(f"/packages/views/{hers.pk}/delete/")
    browser.post("/packages/views/999999999999999999999999/delete/")
    assert SavedView.objects.exists()


def test_whoever_may_share_deletes_what_is_shared(browser: Client) -> None:
    hers = SavedView.objects.create(owner=other(), name="Hers", query="", shared=True)
    browser.post(f"/packages/views/{hers.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("path", [SAVE, START, "/packages/views/1/delete/"])
def test_it_needs_a_post_of_somebody_who_may_see_packages(
    client: Client, stranger_client: Client, browser: Client, path: str
) -> None:
    assert client.post(path)["Location"].startswith("/login/")
    assert stranger_client.post(path).status_code == 403
    assert browser.get(path).status_code == 405


def test_a_group_starts_at_a_shared_view(browser: Client, packer: User, client: Client) -> None:
    group = Group.objects.create(name="Night <b>")
    packer.groups.add(group)
    save(browser, shared="1")
    view = SavedView.objects.get()
    browser.post(START, {"view": view.pk, "group": group.pk})
    assert "start page of Night &lt;b&gt;" in page(browser)
    fields = {"username": "packer", "password": "packer"}
    for wanted in ({}, {"next": "/"}):
        location = client.post("/login/", {**fields, **wanted})["Location"]
        assert location == "/stations/choose/?next=%2Fpackages%2F%3Fstatus%3D2%26late%3D1"
        client.logout()
    asked = client.post("/login/", {**fields, "next": "/labels/"})["Location"]
    assert asked == "/stations/choose/?next=%2Flabels%2F"


def test_a_start_page_is_taken_away_again(browser: Client, packer: User, client: Client) -> None:
    group = Group.objects.create(name="Night")
    packer.groups.add(group)
    save(browser, shared="1")
    browser.post(START, {"view": SavedView.objects.get().pk, "group": group.pk})
    browser.post(START, {"view": 0, "group": group.pk})
    fields = {"username": "packer", "password": "packer"}
    assert client.post("/login/", fields)["Location"] == "/stations/choose/"


@pytest.mark.parametrize("group", ["", "999"])
def test_nobody_starts_at_what_is_not_shared(browser: Client, group: str) -> None:
    known = Group.objects.create(name="Night")
    save(browser)
    view = SavedView.objects.get()
    browser.post(START, {"view": view.pk, "group": group or known.pk})
    assert not view.starts.exists()


def test_only_who_may_share_gives_a_group_its_start(browser: Client, packer: User) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="share_view"))
    assert browser.post(START, {"view": 1, "group": 1}).status_code == 403
