"""Who may open the views of stations and printers, and how."""

import pytest
from django.contrib.auth.models import Permission, User
from django.forms.models import model_to_dict
from django.test import Client

from packages_ui.models import Printer, Slip, Station
from tests.views.stations.station_cases import CASES, Case, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken_feeders")]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
IDS = [case for case in CASES if "{" in case.path]
POSTS = [case for case in CASES if "POST" in case.methods]


def rows() -> list[object]:
    return [model_to_dict(row) for model in (Printer, Station, Slip) for row in model.objects.all()]


@every_case
def test_it_needs_login(client: Client, case: Case) -> None:
    path = path_of(case)
    for method in case.methods:
        response = client.generic(method, path)
        assert response.status_code == 302
        assert response["Location"].startswith("/login/")


@every_case
def test_it_needs_its_permission_and_changes_nothing_without(client: Client, case: Case) -> None:
    user = User.objects.create_user("all but")
    rights = Permission.objects.filter(content_type__app_label="packages_ui")
    user.user_permissions.set(rights.exclude(codename__in=case.needs))
    client.force_login(user)
    path = path_of(case)
    before = rows()
    for method in case.methods:
        assert client.generic(method, path).status_code == 403
    assert rows() == before


@pytest.mark.parametrize(
    ("case", "need"),
    [(case, need) for case in CASES for need in case.needs],
    ids=lambda it: getattr(it, "name", it),
)
def test_it_needs_no_more_than_one_of_its_permissions(client: Client, case: Case, need: str) -> None:
    user = User.objects.create_user("just this")
    user.user_permissions.set(Permission.objects.filter(codename=need))
    client.force_login(user)
    assert client.generic(case.methods[-1], path_of(case)).status_code in (200, 302, 404, 422)


@every_case
def test_it_refuses_the_wrong_method(packer_client: Client, case: Case) -> None:
    path = path_of(case)
    for method in {"GET", "POST", "PUT"} - set(case.methods):
        assert packer_client.generic(method, path).status_code == 405


@pytest.mark.parametrize("case", IDS, ids=lambda case: case.name)
def test_it_knows_no_row_that_there_is_not(packer_client: Client, case: Case) -> None:
    path = case.path.format(station=9999, printer=9999, slip=9999, agent=9999)
    assert packer_client.generic(case.methods[0], path).status_code == 404


@pytest.mark.parametrize("case", POSTS, ids=lambda case: case.name)
def test_it_refuses_a_form_of_another_site(packer: User, case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(packer)
    assert client.post(path_of(case)).status_code == 403


@pytest.mark.parametrize(
    "case", [case for case in CASES if "GET" in case.methods], ids=lambda case: case.name
)
def test_it_is_kept_by_no_cache(packer_client: Client, case: Case) -> None:
    response = packer_client.get(path_of(case))
    assert response.status_code in (200, 302)
    assert "no-store" in response["Cache-Control"]
