from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.compiled import Compiled, OneOf, texts
from packages_ui.models import Printer, Station
from tests.services.station_makers import station_at

pytestmark = pytest.mark.django_db


def joined_since(*, name: str, since: datetime, least: int) -> QuerySet[User, tuple[str]]:
    users = User.objects.filter(username=name, date_joined__gte=since, pk__gte=least)
    return users.values_list("username")


def test_it_puts_each_value_in_its_place() -> None:
    compiled, now = Compiled(joined_since), timezone.now()
    user = User.objects.create_user("ayse")
    User.objects.create_user("mehmet")
    yesterday, tomorrow = now - timedelta(days=1), now + timedelta(days=1)
    assert compiled.rows(name="ayse", since=yesterday, least=user.pk) == [("ayse",)]
    assert compiled.rows(name="mehmet", since=yesterday, least=user.pk) == [("mehmet",)]
    assert compiled.rows(name="ayse", since=tomorrow, least=user.pk) == []
    assert compiled.rows(name="ayse", since=yesterday, least=user.pk + 1) == []


def test_it_takes_texts_as_values_alone() -> None:
    User.objects.create_user("ayse")
    hostile = "' OR 1=1 -- %s"
    assert Compiled(joined_since).rows(name=hostile, since=timezone.now(), least=0) == []


def test_it_writes_the_statement_once() -> None:
    written: list[int] = []

    def one(*, number: int) -> QuerySet[User]:
        written.append(number)
        return User.objects.filter(pk=number)

    compiled = Compiled(one)
    compiled.rows(number=1)
    compiled.rows(number=2)
    assert len(written) == 1


def test_it_refuses_a_value_that_the_statement_does_not_hold() -> None:
    def all_of_them(*, number: int) -> QuerySet[User]:
        return User.objects.all()

    with pytest.raises(TypeError):
        Compiled(all_of_them).rows(number=1)


def test_it_makes_the_objects_that_the_queryset_makes() -> None:
    def printing(*, name: str) -> QuerySet[Station]:
        stations = Station.objects.filter(name=name).select_related("label_printer", "document_printer")
        return stations.annotate(length=Length("name"))

    station = station_at(name="Desk 1")
    Printer.objects.filter(pk=station.label_printer_id).update(looked_at=timezone.now(), answers=True)
    station_at(name="Desk 2")
    compiled = Compiled(printing)
    compiled.objects(name="Desk 2")
    with CaptureQueriesContext(connection) as statements:
        (found,) = compiled.objects(name="Desk 1")
        printer = found.label_printer
    assert len(statements) == 1
    (same,) = printing(name="Desk 1")
    assert (found, found.length, found.document_printer) == (same, 6, None)
    assert isinstance(printer, Printer)
    assert vars(printer).keys() == vars(same.label_printer).keys()
    assert (printer.looked_at, printer.answers) == (same.label_printer.looked_at, True)
    assert not found._state.adding
    found.save()


def test_it_finds_any_number_of_texts_by_one_statement() -> None:
    def named(*, names: str) -> QuerySet[User]:
        return User.objects.filter(OneOf("username", names)).order_by("pk")

    compiled, odd = Compiled(named), 'o\'Çağrı "%s" \\ 7'
    users = [User.objects.create_user(name) for name in ("ayse", odd, "0123", "mehmet")]
    assert compiled.objects(names=texts([odd, "0123", "nobody"])) == users[1:3]
    assert compiled.objects(names=texts(user.username for user in users)) == users
    assert compiled.objects(names=texts([])) == []
    assert compiled.objects(names=texts(["ayse\0", "mehmet"])) == users[3:]
