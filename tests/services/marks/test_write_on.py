"""Notes, tags and assignments: kept here, for each other, and of two people at once the second is told."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries as AtMost

from packages_ui.models import Act, PackageMark, PackageTag
from packages_ui.services.errors import NotAllowed
from packages_ui.services.marks.own import NONE, assigned_as, assignees, own_marks, own_of
from packages_ui.services.marks.write_on import (
    WrittenMeanwhile,
    add_tag,
    assign,
    forget,
    remove_tag,
    write_on,
)
from packages_ui.services.packages.history import Names, sentence_of
from tests.services.batch_makers import person
from tests.services.station_makers import station_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return person("fatma")


def write(user: User, note: str = "", tags: tuple[str, ...] = (), assigned: str = "", seen: int = 0) -> None:
    write_on(number="7", note=note, tags=tags, assigned=assigned, seen=seen, user_id=user.pk)


def test_it_keeps_all_of_it(user: User) -> None:
    write(user, " call  first \r\n\r\nthen send ", ("Fragile", "VIP", " "), f"p{user.pk}")
    own = own_of(number="7")
    assert own.note == "call first\n\nthen send"
    assert own.tags == ("Fragile", "VIP")
    assert (own.assigned, own.assignee, own.version) == (f"p{user.pk}", "fatma", 1)


def test_it_tells_the_second_what_stands_there_now(user: User) -> None:
    write(user, "mine", ("A",), f"p{user.pk}")
    with pytest.raises(WrittenMeanwhile) as caught:
        write(person("can"), "other", ("B",))
    assert str(caught.value.sentence) == (
        "fatma has changed this meanwhile, so nothing of yours was saved. It says now: "
        "Note: “mine”. Tags: A. Assigned to fatma."
    )
    assert own_of(number="7").note == "mine"
    write(person("can"), "other", seen=caught.value.now.version)
    assert own_of(number="7").note == "other"


def test_it_makes_no_row_for_one_who_saw_a_later_version(user: User) -> None:
    with pytest.raises(WrittenMeanwhile):
        write(user, "x", seen=3)
    assert not PackageMark.objects.exists()


def test_it_folds_tags(user: User) -> None:
    write(user, tags=("İADE", "iade", "Kırılır"))
    assert own_of(number="7").tags in {("Kırılır", "İADE"), ("İADE", "Kırılır")}
    with pytest.raises(NotAllowed, match="already"):
        add_tag(number="7", tag="KIRILIR", user_id=user.pk)
    remove_tag(number="7", tag="ıade", user_id=user.pk)
    assert own_of(number="7").tags == ("Kırılır",)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"note": "x" * 501}, "at most 500"),
        ({"tags": ("x" * 31,)}, "at most 30"),
        ({"tags": tuple(f"t{at}" for at in range(11))}, "has 10 tags"),
        ({"tags": ("\u0301",)}, "Enter a tag"),
        ({"assigned": "p999999"}, "no such person"),
        ({"assigned": "q1"}, "no such person"),
        ({"assigned": "p" + "9" * 30}, "no such person"),
    ],
)
def test_it_refuses_what_is_too_much(user: User, values: dict[str, str], said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        write(user, **values)  # type: ignore[arg-type]
    assert not PackageMark.objects.exists()


def test_it_keeps_what_is_just_not_too_much(user: User) -> None:
    write(user, "x" * 500, tuple(f"{at}" * 30 for at in range(10)))
    assert len(own_of(number="7").tags) == 10
    with pytest.raises(NotAllowed, match="has 10 tags"):
        add_tag(number="7", tag="one more", user_id=user.pk)


@pytest.mark.parametrize("tag", ["", "  ", "a,b", "\x07"])
def test_it_adds_no_tag_without_a_name(user: User, tag: str) -> None:
    with pytest.raises(NotAllowed, match="Enter a tag"):
        add_tag(number="7", tag=tag, user_id=user.pk)


def test_it_says_that_there_is_no_such_tag(user: User) -> None:
    with pytest.raises(NotAllowed, match="has no tag “x”"):
        remove_tag(number="7", tag="x", user_id=user.pk)
    add_tag(number="7", tag="y", user_id=user.pk)
    with pytest.raises(NotAllowed, match="has no tag “x”"):
        remove_tag(number="7", tag="x", user_id=user.pk)
    assert own_of(number="7").version == 1


def test_it_assigns_to_a_station_a_person_and_nobody(user: User) -> None:
    station = station_at()
    for assigned, who in ((f"s{station.pk}", station.name), (f"p{user.pk}", "fatma"), ("", "")):
        assign(number="7", assigned=assigned, user_id=user.pk)
        own = own_of(number="7")
        assert (own.assigned, own.assignee) == (assigned, who)


def test_it_assigns_to_nobody_who_may_not_sign_in(user: User) -> None:
    gone = person("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with pytest.raises(NotAllowed, match="no such person"):
        assign(number="7", assigned=assigned_as(gone.pk, None), user_id=user.pk)
    assert ("gone" in dict(assignees()).values(), "fatma" in dict(assignees()).values()) == (False, True)


def test_it_is_audited_without_the_words_of_the_note(user: User) -> None:
    write(user, "Ahmet Yılmaz calls", ("VIP",), f"p{user.pk}")
    act = Act.objects.get(verb=Act.Verb.MARK)
    assert (act.package_number, act.user) == ("7", user)
    assert act.after == {"note": True, "tags": ["VIP"], "assigned": "fatma"}
    assert "Ahmet" not in f"{act.before}{act.after}"
    said = "Internal note changed. Tags changed from “–” to “VIP”. Assigned to fatma."
    assert str(sentence_of(act, Names())) == said


def test_it_audits_another_text_and_no_change_at_all(user: User) -> None:
    write(user, "a")
    write(user, "b", seen=1)
    write(user, "b", seen=2)
    assert Act.objects.filter(verb=Act.Verb.MARK).count() == 2


def test_it_reads_many_by_one_statement(user: User, django_assert_max_num_queries: AtMost) -> None:
    for number in ("1", "2", "3"):
        add_tag(number=number, tag="x", user_id=user.pk)
        add_tag(number=number, tag="y", user_id=user.pk)
    with django_assert_max_num_queries(1):
        found = own_marks(numbers=["1", "2", "3", "4"])
    assert {number: own.tags for number, own in found.items()} == dict.fromkeys("123", ("x", "y"))


def test_it_forgets_what_was_written(user: User) -> None:
    write(user, "Ahmet", ("Ahmet",), f"p{user.pk}")
    forget(numbers=["7"])
    own = own_of(number="7")
    assert (own.note, own.tags, own.assignee) == ("", (), "fatma")


def test_it_has_no_mark_at_first() -> None:
    assert own_of(number="7") == NONE
    assert not own_of(number="7")


def test_the_database_itself_keeps_one_of_each(user: User) -> None:
    mark = PackageMark.objects.create(number="7", person=user)
    PackageTag.objects.create(mark=mark, tag="A", key="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        PackageTag.objects.create(mark=mark, tag="a", key="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        PackageTag.objects.create(mark=mark, tag="-", key="")
    with pytest.raises(IntegrityError), transaction.atomic():
        PackageMark.objects.create(number="7")
    with pytest.raises(IntegrityError), transaction.atomic():
        PackageMark.objects.filter(pk=mark.pk).update(station=station_at())
