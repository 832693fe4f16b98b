"""What administrators may edit."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Act, FallbackShippingMethod, Printer, RejectReason
from packages_ui.services.packages.shipping_method import METHODS, METHODS_KEY


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


def test_it_shows_the_audit_and_lets_nobody_touch_it(admin: Client) -> None:
    act = Act.objects.create(package_number="1001", verb="update", outcome="done", sentence="Said.")
    base = "/admin/packages_ui/act/"

    assert b"1001" in admin.get(base).content
    assert admin.get(f"{base}add/").status_code == 403
    assert admin.post(f"{base}{act.pk}/change/", {"outcome": "refused"}).status_code == 403
    assert admin.post(f"{base}{act.pk}/delete/", {"post": "yes"}).status_code == 403


def test_it_finds_what_was_done_to_a_package_or_by_a_person(admin: Client) -> None:
    ayse = User.objects.create_user("ayse")
    for number in ("1001", "1002"):
        Act.objects.create(package_number=number, verb="update", outcome="done", sentence=f"Of {number}.")
    Act.objects.create(package_number="1003", verb="pack", outcome="done", user=ayse, sentence="Of 1003.")

    def found(query: str) -> list[str]:
        page = admin.get(f"/admin/packages_ui/act/?{query}").content.decode()
        return [number for number in ("1001", "1002", "1003") if f"Of {number}." in page]

    assert found("q=1001") == ["1001"]
    assert found("q=ayse") == found("verb__exact=pack") == ["1003"]
    assert found("q=100") == []
    assert found("q=") == ["1001", "1002", "1003"]


def test_it_counts_no_more_of_the_audit_than_it_lists(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("packages_ui.admin.MOST_LISTED", 150)
    Act.objects.bulk_create(Act(package_number=str(n), verb="pack", outcome="done") for n in range(300))

    page = admin.get("/admin/packages_ui/act/")

    assert page.context["cl"].result_count == 150
    assert b"299" in page.content
    assert admin.get("/admin/packages_ui/act/?p=2").status_code == 200
    assert admin.get("/admin/packages_ui/act/?p=3").status_code == 302


def test_it_takes_new_reasons(admin: Client) -> None:
    admin.post("/admin/packages_ui/rejectreason/add/", {"text": "Fell off", "position": "9"})

    assert RejectReason.objects.filter(text="Fell off").exists()


def test_it_offers_a_new_method_at_once(admin: Client) -> None:
    METHODS.set(METHODS_KEY, (), 60)
    admin.post("/admin/packages_ui/fallbackshippingmethod/add/", {"uuid": str(uuid4()), "name": "By van"})

    assert FallbackShippingMethod.objects.filter(name="By van").exists()
    assert METHODS.get(METHODS_KEY) is None


def test_it_says_what_was_done_in_words(admin: Client) -> None:
    printer = Printer.objects.create(name="Zebra", address="127.0.0.1:9100")
    for number in range(3):
        after = {"printer": printer.pk, "because": f"Jam {number}"}
        Act.objects.create(verb="pause", outcome="done", after=after)
    act = Act.objects.create(package_number="1001", verb="print", outcome="done", after={"batch": 3})

    page = admin.get("/admin/packages_ui/act/").content.decode()
    assert "Zebra paused. Reason: Jam 2" in page
    assert "Label requested (batch 3)." in page
    assert (
        "Label requested (batch 3)." in admin.get(f"/admin/packages_ui/act/{act.pk}/change/").content.decode()
    )


def test_it_reads_names_once_for_the_whole_list(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    printer = Printer.objects.create(name="Zebra", address="127.0.0.1:9100")
    Act.objects.bulk_create(
        Act(verb="pause", outcome="done", after={"printer": printer.pk}) for _ in range(50)
    )
    admin.get("/admin/packages_ui/act/")
    with django_assert_max_num_queries(12):
        admin.get("/admin/packages_ui/act/")
