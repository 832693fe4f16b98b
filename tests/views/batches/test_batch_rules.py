"""Who may open the views of batches, and how."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import LabelBatch, PrintJob
from tests.services.batch_makers import states
from tests.views.batches.batch_cases import CASES, Case, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken")]
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
IDS = [case for case in CASES if "{" in case.path]


@every_case
def test_it_needs_login(client: Client, case: Case) -> None:
    response = client.generic(case.method.upper(), path_of(case))
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


@every_case
def test_it_needs_its_permission_and_changes_nothing_without(client: Client, case: Case) -> None:
    user = User.objects.create_user("all but one")
    rights = Permission.objects.filter(content_type__app_label="packages_ui").exclude(codename=case.needs)
    user.user_permissions.set(rights)
    client.force_login(user)
    path = path_of(case)
    assert client.generic(case.method.upper(), path, "packages=1").status_code == 403
    assert states(LabelBatch.objects.get()) == [PrintJob.State.WANTED, PrintJob.State.FAILED]


@every_case
def test_it_refuses_the_wrong_method(packer_client: Client, case: Case) -> None:
    wrong = case.wrong or ("POST" if case.method == "get" else "GET")
    assert packer_client.generic(wrong, path_of(case)).status_code == 405


@pytest.mark.parametrize("case", IDS, ids=lambda case: case.name)
def test_it_knows_no_row_that_there_is_not(packer_client: Client, case: Case) -> None:
    path = case.path.format(batch=9999, label=9999)
    assert packer_client.generic(case.method.upper(), path).status_code == 404


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.method == "post"], ids=lambda case: case.name
)
def test_it_refuses_a_form_of_another_site(packer: User, case: Case) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(packer)
    assert client.post(path_of(case)).status_code == 403
