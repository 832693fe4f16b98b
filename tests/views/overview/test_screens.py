"""Screens on the wall: their addresses, and what these show to nobody in particular."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from packages_ui.models import Act, SyncWalk, WallScreen
from packages_ui.services.overview import screens
from packages_ui.services.overview.screens import make_screen
from packages_ui.services.overview.summary import refresh
from tests.overview_rows import make_shift

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sandbox")]


@pytest.fixture(autouse=True)
def _nothing_kept(redis_url: str) -> Iterator[None]:
    cache.clear()
    with redis.Redis.from_url(redis_url) as kept:
        yield
        for key in kept.scan_iter("rate:screen*"):
            kept.delete(key)


def show(token: str, **query: str) -> tuple[int, str]:
    answer = Client().get(f"/tv/{token}/", query)
    return answer.status_code, answer.content.decode()


def test_a_lead_makes_an_address_that_is_told_once(packer_client: Client, packer: User) -> None:
    page = packer_client.post("/screens/", {"screen": "North wall", "days": "30"}).content.decode()

    token = re.findall(r"http://testserver/tv/([\w-]{32})/", page)[0]
    screen = WallScreen.objects.get()
    assert token not in screen.token_hash
    assert timedelta(days=29) < screen.expires_at - timezone.now() <= timedelta(days=30)
    act = Act.objects.get(verb=Act.Verb.OVERVIEW)
    assert (act.user, act.after) == (packer, {"name": "North wall", "days": 30})
    assert token not in packer_client.get("/screens/").content.decode()
    assert show(token)[0] == 200


def test_it_shows_figures_and_no_names(packer: User) -> None:
    make_shift(owner=packer)
    status, page = show(make_screen(name="Wall", days=1, user_id=None))
    assert status == 200
    for wanted in ("Aras Kargo", "2 labels need an answer", "In time:", "<dd>80</dd>", "<dd>60</dd>"):
        assert wanted in page
    for name in ("ayse", "mehmet", "zeynep", packer.username, "P1001"):
        assert name not in page


def test_it_needs_nobody_signed_in_and_opens_nothing_else(packer: User) -> None:
    token = make_screen(name="Wall", days=1, user_id=packer.pk)
    client = Client()
    answer = client.get(f"/tv/{token}/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"
    for path in ("/", "/packages/", "/cut-offs/", "/screens/"):
        assert client.get(path).status_code == 302
    assert client.post(f"/tv/{token}/").status_code == 405


def test_it_says_only_what_is_new(packer: User) -> None:
    token = make_screen(name="Wall", days=1, user_id=None)
    version = re.findall(r'data-version="(\w+)"', show(token)[1])[0]
    assert show(token, seen=version) == (204, "")
    make_shift(owner=packer)
    refresh()
    status, part = show(token, seen=version)
    assert status == 200
    assert part.strip().startswith('<div id="board"')


def test_it_says_that_the_copy_falls_behind() -> None:
    SyncWalk.objects.create(name="round", first_at=timezone.now())
    SyncWalk.objects.create(name="changes", finished_at=timezone.now() - timedelta(minutes=9))
    assert "The local copy was last updated at" in show(make_screen(name="W", days=1, user_id=None))[1]


def test_a_revoked_one_opens_nothing(packer_client: Client) -> None:
    token = make_screen(name="Wall", days=1, user_id=None)
    pk = WallScreen.objects.get().pk
    assert show(token)[0] == 200
    for sentence in ("The address no longer works.", "It did not work anyway."):
        page = packer_client.post(f"/screens/{pk}/revoke/", follow=True).content.decode()
        assert sentence in page
    assert show(token)[0] == 404
    assert Act.objects.filter(verb=Act.Verb.OVERVIEW, after__deleted=True).count() == 1


def test_an_expired_one_opens_nothing() -> None:
    token = make_screen(name="Wall", days=1, user_id=None)
    WallScreen.objects.update(expires_at=timezone.now())
    assert show(token)[0] == 404


def test_it_bounds_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_WRONG", 3)
    token = make_screen(name="Wall", days=1, user_id=None)
    assert [show(f"wrong{n}")[0] for n in range(3)] == [404, 404, 404]
    assert show("wrong")[0] == 429
    assert show(token)[0] == 429


def test_it_bounds_requests_of_one_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_SHOWN", 2)
    token = make_screen(name="Wall", days=1, user_id=None)
    assert [show(token)[0] for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("wrong", [{"screen": ""}, {"days": "0"}, {"days": "366"}, {"screen": "x" * 61}])
def test_it_refuses_what_is_none(packer_client: Client, wrong: dict[str, str]) -> None:
    assert packer_client.post("/screens/", {"screen": "Wall", "days": "30"} | wrong).status_code == 422
    assert not WallScreen.objects.exists()


def test_others_make_none(packer_client: Client, packer: User) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename="manage_screens"))
    assert packer_client.get("/screens/").status_code == 403
    assert packer_client.post("/screens/", {"screen": "Wall", "days": "30"}).status_code == 403
    assert packer_client.post("/screens/1/revoke/").status_code == 403
    assert "/screens/" not in packer_client.get("/").content.decode()
