"""Help explains every term of the product, in both languages."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from packages_ui.views.overview.help import TERMS

pytestmark = pytest.mark.django_db
GLOSSARY = Path("docs/glossary.md")


def terms_in(code: str) -> list[str]:
    with translation.override(code):
        return [str(term) for term, _ in TERMS]


def test_it_explains_each_term_in_one_sentence(packer_client: Client) -> None:
    page = packer_client.get("/help/").content.decode()
    with translation.override("en"):
        for term, sentence in TERMS:
            assert f'<th scope="row">{term}' in page
            assert escape(str(sentence)) in page
            assert 3 <= len(str(sentence).split()) <= 20


def test_it_names_each_term_in_the_other_language(packer_client: Client) -> None:
    turkish, english = terms_in("tr"), terms_in("en")
    page = packer_client.get("/help/").content.decode()
    assert re.findall(r'secondary" lang="tr">([^<]*)<', page) == turkish
    page = packer_client.get("/help/", headers={"accept-language": "tr"}).content.decode()
    assert re.findall(r'secondary" lang="en">([^<]*)<', page) == english


def test_it_leads_administrators_to_the_activity(packer_client: Client, packer: User) -> None:
    """Nothing else does; others see no link that would refuse them."""
    assert "/admin/" not in packer_client.get("/help/").content.decode()
    User.objects.filter(pk=packer.pk).update(is_staff=True)
    page = packer_client.get("/help/").content.decode()
    assert '<a href="/admin/packages_ui/act/" hx-boost="false">Activity</a>' in page
    assert '<a href="/admin/password_change/" hx-boost="false">Change your password</a>' in page
    turkish = packer_client.get("/help/", headers={"accept-language": "tr"}).content.decode()
    assert '<a href="/admin/packages_ui/act/" hx-boost="false">İşlemler</a>' in turkish


def test_it_is_for_everybody_who_is_signed_in(client: Client) -> None:
    response = client.get("/help/")
    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_it_is_reached_from_the_head_and_from_the_keys(packer_client: Client) -> None:
    page = packer_client.get("/help/").content.decode()
    assert page.count('href="/help/"') == 2


@pytest.mark.parametrize(
    "term", ["station", "batch", "print job", "unconfirmed", "outdated", "set aside", "read-back"]
)
def test_it_has_the_terms_of_the_glossary(term: str) -> None:
    assert f"\n| {term} | " in GLOSSARY.read_text()
    assert term in terms_in("en")
