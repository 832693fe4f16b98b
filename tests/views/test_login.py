"""Signing in and out."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db
LOGIN = "/login/"


def test_it_shows_the_form(client: Client) -> None:
    assert b'autocomplete="current-password"' in client.get(LOGIN).content


def test_it_signs_in_and_goes_where_the_person_wanted_to(client: Client, packer: User) -> None:
    fields = {"username": "packer", "password": "packer", "next": "/labels/?owner=everyone"}

    response = client.post(LOGIN, fields, follow=True)

    assert response.redirect_chain[-1][0] == "/labels/?owner=everyone"


def test_it_never_goes_to_another_host(client: Client, packer: User) -> None:
    fields = {"username": "packer", "password": "packer", "next": "https://evil.example/"}

    assert client.post(LOGIN, fields).headers["Location"] == "/stations/choose/"


def test_it_keeps_the_name_and_says_that_it_did_not_work(client: Client) -> None:
    content = client.post(LOGIN, {"username": 'me"><b>', "password": "wrong"}).content

    assert b'value="me&quot;&gt;&lt;b&gt;"' in content
    assert b'role="alert"' in content
    assert b"wrong" not in content


def test_it_signs_out(packer_client: Client) -> None:
    assert packer_client.post("/logout/").headers["Location"] == LOGIN
    assert packer_client.get("/packages/").status_code == 302
