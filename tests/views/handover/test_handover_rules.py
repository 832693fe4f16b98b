"""What every view of handovers must do."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import HandoverBox
from tests.views.handover.handover_makers import closed_handover, handover_of

CASES = {
    "/handover/": ("GET",),
    "/handover/scan/": ("POST",),
    "/handover/boxes/{box}/remove/": ("POST",),
    "/handover/{closed}/": ("GET",),
    "/handover/{open}/close/": ("GET", "POST"),
    "/handover/{closed}/again/": ("POST",),
    "/handover/{closed}/list/": ("POST",),
}
pytestmark = pytest.mark.django_db


def path_of(template: str) -> str:
    shut, handover = closed_handover("A"), handover_of("B")
    box = HandoverBox.objects.get(handover=handover)
    return template.format(open=handover.pk, closed=shut.pk, box=box.pk)


@pytest.mark.parametrize("template", CASES)
def test_it_needs_login(client: Client, template: str) -> None:
    path = path_of(template)
    for method in CASES[template]:
        response = client.generic(method, path)
        assert (response.status_code, response["Location"]) == (302, f"/login/?next={path}")


@pytest.mark.parametrize("template", CASES)
def test_it_needs_permission(client: Client, template: str) -> None:
    user = User.objects.create_user("other")
    user.user_permissions.set(Permission.objects.exclude(codename="hand_over"))
    client.force_login(user)
    path = path_of(template)
    assert {client.generic(method, path).status_code for method in CASES[template]} == {403}
    assert HandoverBox.objects.count() == 2


@pytest.mark.parametrize("template", CASES)
def test_it_refuses_other_methods(packer_client: Client, template: str) -> None:
    path = path_of(template)
    for method in {"GET", "POST", "PUT", "DELETE"} - {*CASES[template]}:
        assert packer_client.generic(method, path).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/handover/7/",
        "/handover/7/close/",
        "/handover/7/again/",
        "/handover/7/list/",
        "/handover/boxes/7/remove/",
    ],
)
def test_it_does_not_know_what_is_not_there(packer_client: Client, path: str) -> None:
    response = packer_client.get(path)
    assert (response if response.status_code != 405 else packer_client.post(path)).status_code == 404


@pytest.mark.parametrize(
    ("codenames", "there"), [(["view_packages", "hand_over"], True), (["view_packages"], False)]
)
def test_it_stands_in_the_header_of_those_with_the_right(
    client: Client, codenames: list[str], there: bool
) -> None:
    user = User.objects.create_user("other")
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    assert ('href="/handover/"' in client.get("/stations/").content.decode()) is there
