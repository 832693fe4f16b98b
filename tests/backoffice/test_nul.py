"""A NUL in an address is answered with a page, before any view sees it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("somebody"))
    return client


@pytest.mark.parametrize("address", ["/packages/a%00b/", "/?next=a%00b", "/?a%00b=next"])
def test_it_refuses_a_nul_in_the_address(signed_in: Client, address: str) -> None:
    answer = signed_in.get(address)
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


def test_it_lets_other_texts_through(signed_in: Client) -> None:
    assert signed_in.post("/language/", {"language": "tr", "next": "/şçğ/"}).status_code == 302
