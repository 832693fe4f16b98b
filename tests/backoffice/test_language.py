"""Whose language a page is in."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from packages_ui.models import UserLanguage

pytestmark = pytest.mark.django_db
LOGIN = "/login/"


@pytest.fixture
def ayse() -> User:
    return User.objects.create_user("ayse", password="Koli-1234")


def language_of(client: Client, *, browser: str = "") -> str:
    response = client.get(LOGIN, headers={"accept-language": browser} if browser else {})
    language = response["Content-Language"]
    assert f'<html lang="{language}">' in response.content.decode()
    return language


def choose(client: Client, code: str) -> None:
    response = client.post(reverse("set_language"), {"language": code, "next": LOGIN})
    assert response.status_code == 302
    assert response["Location"] == LOGIN


def test_it_is_the_browsers_until_somebody_chooses(client: Client) -> None:
    assert language_of(client) == "en"
    assert language_of(client, browser="tr-TR,tr;q=0.9") == "tr"
    assert language_of(client, browser="de") == "en"
    choose(client, "tr")
    assert language_of(client, browser="en") == "tr"


def test_a_persons_choice_goes_with_them_to_another_computer(client: Client, ayse: User) -> None:
    client.force_login(ayse)
    choose(client, "tr")
    other = Client()
    other.post(LOGIN, {"username": "ayse", "password": "Koli-1234"})
    assert UserLanguage.objects.get().language == "tr"
    response = other.get(reverse("packages_ui:stations"), headers={"accept-language": "en"})
    assert response["Content-Language"] == "tr"


def test_a_language_that_there_is_not_changes_nothing(client: Client, ayse: User) -> None:
    client.force_login(ayse)
    choose(client, "xx")
    assert not UserLanguage.objects.exists()
    assert client.get("/language/xx.js").status_code == 404


def test_nobody_is_led_to_another_site(client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "tr", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in response["Location"]


def test_scripts_find_their_words(client: Client) -> None:
    response = client.get("/language/tr.js")
    assert b"django.gettext" in response.content
    assert "immutable" in response["Cache-Control"]
