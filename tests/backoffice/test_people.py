"""Who is signed in, and with which rights, on every request."""

from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.people import Backend
from packages_ui.models.groups import make_groups, note_permissions

pytestmark = pytest.mark.django_db
OLD = "django.contrib.auth.backends.ModelBackend"


def right(codename: str) -> Permission:
    return Permission.objects.get(codename=codename, content_type__app_label="packages_ui")


@pytest.fixture
def ayse(db: None) -> User:
    make_groups()
    user = User.objects.create_user("ayse", password="ayse")
    user.groups.add(Group.objects.get(name="Packers"))
    user.user_permissions.add(right("teach_barcode"))
    return user


def test_it_reads_a_person_and_all_rights_by_one_statement(ayse: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        user = Backend().get_user(ayse.pk)
        assert user is not None
        assert user.has_perms(("packages_ui.pack_packages", "packages_ui.teach_barcode"))
        assert not user.has_perm("packages_ui.manage_stations")
        assert user.has_module_perms("packages_ui")
    assert len(queries) == 1
    assert user == ayse
    assert user.date_joined == ayse.date_joined


@pytest.mark.parametrize("name", ["Viewers", "Packers", "Leads", "Administrators", ""])
def test_it_knows_the_rights_that_django_knows(ayse: User, name: str) -> None:
    ayse.groups.set(Group.objects.filter(name=name))
    user = Backend().get_user(ayse.pk)
    assert user is not None
    assert user.get_all_permissions() == User.objects.get(pk=ayse.pk).get_all_permissions()


def test_it_lets_a_superuser_do_everything(ayse: User) -> None:
    User.objects.filter(pk=ayse.pk).update(is_superuser=True)
    user = Backend().get_user(ayse.pk)
    assert user is not None
    assert user.has_perm("packages_ui.manage_stations")
    assert "packages_ui.manage_stations" in user.get_all_permissions()


def test_it_knows_nobody_who_has_left(ayse: User) -> None:
    User.objects.filter(pk=ayse.pk).update(is_active=False)
    assert Backend().get_user(ayse.pk) is None
    assert Backend().get_user(ayse.pk + 1) is None


@pytest.mark.parametrize("backend", [OLD, "backoffice.people.Backend"])
def test_a_right_that_is_taken_away_is_gone_with_the_next_request(
    client: Client, ayse: User, backend: str
) -> None:
    client.force_login(ayse, backend)
    assert client.get("/stations/").status_code == 200
    ayse.groups.clear()
    assert client.get("/stations/").status_code == 403


@pytest.mark.parametrize("backend", [OLD, "backoffice.people.Backend"])
def test_who_has_signed_out_stays_out(client: Client, ayse: User, backend: str) -> None:
    client.force_login(ayse, backend)
    cookie = client.cookies["sessionid"].value
    client.post("/logout/")
    client.cookies["sessionid"] = cookie
    assert client.get("/stations/").status_code == 302


def test_a_session_and_its_person_are_read_by_one_statement(client: Client, ayse: User) -> None:
    client.force_login(ayse)
    client.get("/stations/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/stations/")
    read = [sql for one in queries if "django_session" in (sql := one["sql"]) or 'U0."codename' in sql]
    assert len(read) == 1


@pytest.mark.usefixtures("ayse")
def test_a_session_that_has_another_owner_now_is_theirs(client: Client, ayse: User) -> None:
    from django.contrib.sessions.models import Session  # noqa: PLC0415 - only here

    client.force_login(ayse)
    assert client.get("/stations/").wsgi_request.user == ayse
    other = Client()
    other.force_login(User.objects.create_user("fatma"))
    kept = Session.objects.get(session_key=other.cookies["sessionid"].value)
    Session.objects.filter(session_key=client.cookies["sessionid"].value).update(
        session_data=kept.session_data
    )
    assert client.get("/stations/").wsgi_request.user.get_username() == "fatma"


def test_who_has_left_is_signed_out(client: Client, ayse: User) -> None:
    client.force_login(ayse)
    assert client.get("/stations/").status_code == 200
    ayse.delete()
    assert client.get("/stations/").status_code == 302


def test_a_session_that_has_run_out_counts_for_nothing(client: Client, ayse: User) -> None:
    from django.contrib.sessions.models import Session  # noqa: PLC0415 - only here

    client.force_login(ayse)
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/stations/").status_code == 302


@pytest.mark.parametrize("name", ["ayse", "nobody"])
def test_a_wrong_password_is_hashed_once(
    client: Client, ayse: User, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    hashed, hasher = list[str](), type(get_hasher())
    encode = hasher.encode

    def noted(self: Any, password: str, *more: Any) -> str:
        hashed.append(password)
        return encode(self, password, *more)

    monkeypatch.setattr(hasher, "encode", noted)
    client.post("/login/", {"username": name, "password": "wrong"})
    assert hashed == ["wrong"]


def test_a_group_gets_rights_that_are_new_and_none_that_were_taken_away() -> None:
    make_groups()
    leads = Group.objects.get(name="Leads")
    leads.permissions.remove(right("print_labels"))
    right("hold_package").delete()
    note_permissions()
    kind = right("print_labels").content_type
    Permission.objects.create(codename="hold_package", name="Can hold", content_type=kind)
    make_groups()
    names = set(leads.permissions.values_list("codename", flat=True))
    assert "hold_package" in names
    assert "print_labels" not in names
    leads.permissions.remove(right("hold_package"))
    note_permissions()
    make_groups()
    assert not leads.permissions.filter(codename="hold_package").exists()
