"""Wrong passwords are counted by name and by address; each beyond a few makes the next one wait longer."""

import logging

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from backoffice import sign_in

pytestmark = pytest.mark.django_db
LOGIN, ADMIN = "/login/", "/admin/login/"


@pytest.fixture
def lead() -> User:
    return User.objects.create_superuser("lead", password="right")


def attempt(name: str, password: str, *, page: str = LOGIN, address: str = "10.0.0.1") -> tuple[int, str]:
    answer = Client(REMOTE_ADDR=address).post(page, {"username": name, "password": password})
    return answer.status_code, answer.content.decode()


def fail(times: int, name: str = "lead", *, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        attempt(name, "wrong", address=address)


@pytest.mark.parametrize("page", [LOGIN, ADMIN])
def test_it_checks_no_password_while_a_name_has_to_wait(lead: User, page: str) -> None:
    fail(sign_in.FREE["name"])
    status, text = attempt("lead", "right", page=page, address="10.0.0.2")
    assert status == 200
    assert "Too many wrong passwords" in text


@pytest.mark.parametrize("page", [LOGIN, ADMIN])
def test_it_lets_in_who_was_wrong_less_often(lead: User, page: str) -> None:
    fail(sign_in.FREE["name"] - 1)
    assert attempt("lead", "right", page=page)[0] == 302


def test_it_lets_others_sign_in_meanwhile(lead: User) -> None:
    User.objects.create_user("packer", password="right")
    fail(sign_in.FREE["name"] + 3)
    assert attempt("packer", "right")[0] == 302


def test_it_makes_an_address_wait_that_tries_many_names(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sign_in.FREE, "address", 8)
    for number in range(8):
        fail(1, f"name {number}")
    assert "Too many" in attempt("lead", "right")[1]
    assert attempt("lead", "right", address="10.0.0.2")[0] == 302


def test_it_waits_longer_each_time_and_never_for_ever(lead: User) -> None:
    waits = []
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(sign_in.FREE["name"] + 12):
            fail(1)
            waits.append(sign_in.seconds_to_wait(name="lead", address="10.0.0.9"))
            clock.shift(waits[-1])
        assert waits[: sign_in.FREE["name"] + 2] == [0, 0, 0, 0, 5, 10, 20]
        assert waits[-1] == sign_in.LONGEST_WAIT
        assert attempt("lead", "right")[0] == 302


def test_it_forgets_what_was_wrong_once_it_was_right(lead: User) -> None:
    fail(sign_in.FREE["name"] - 1)
    assert attempt("lead", "right")[0] == 302
    fail(1)
    assert attempt("LEAD", "right")[0] == 200
    assert sign_in.seconds_to_wait(name="lead", address="10.0.0.1") == 0


def test_it_logs_the_person_and_the_address(lead: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "backoffice.sign_in"):
        fail(1)
        fail(1, "my secret password")
    assert [record.getMessage() for record in caplog.records] == [
        f"Wrong password for user {lead.pk} from 10.0.0.1",
        "Wrong password for user unknown from 10.0.0.1",
    ]
