"""What holds for the view of every act."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from packages_ui.models import Act
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.switches import Switches
from tests.packages import preparing, somebody_else
from tests.services.packages.held import held_by_another
from tests.views.packages.act_cases import CASES, HTMX, WITH_BAD, WITH_FIELD, Case, with_dhl
from tests.wire import wired

every_act = pytest.mark.parametrize("case", CASES, ids=str)


@pytest.fixture
def record(sandbox: Sandbox) -> Record:
    return with_dhl(preparing(sandbox, items=3))


@pytest.fixture(params=[{}, HTMX], ids=["page", "htmx"])
def headers(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    return request.param  # type: ignore[no-any-return]


@every_act
def test_it_shows_the_form(case: Case, packer_client: Client, record: Record) -> None:
    page = packer_client.get(case.url(record))

    assert page.status_code == 200
    assert b"<html" in page.content
    assert f'name="updated_at" value="{record.body["updated_at"][:10]}'.encode() in page.content
    assert "no-store" in page["Cache-Control"]


@every_act
def test_it_shows_only_the_form_over_htmx(case: Case, packer_client: Client, record: Record) -> None:
    page = packer_client.get(case.url(record), headers=HTMX)

    assert b"<html" not in page.content
    assert b'hx-target="#dialog-body"' in page.content
    assert "HX-Request" in page["Vary"]


@every_act
def test_it_acts_and_leads_to_the_package(case: Case, packer_client: Client, record: Record) -> None:
    page = packer_client.post(case.url(record), case.filled(record), follow=True)

    assert case.done(record)
    assert page.redirect_chain[0][0].startswith(f"/packages/{record.number}/")
    assert page.redirect_chain[0][1] == 302
    assert str(Act.objects.get().sentence) in page.content.decode()


@every_act
def test_it_acts_over_htmx(case: Case, packer_client: Client, record: Record) -> None:
    here = {**HTMX, "HX-Current-URL": f"http://testserver/packages/{record.number}/"}
    answer = packer_client.post(case.url(record), case.filled(record), headers=here)

    assert answer.status_code == 200
    assert case.done(record)
    assert '"done": {"sentence": ' in answer["HX-Trigger"]
    assert b'<div id="package" hx-swap-oob="true">' in answer.content


@every_act
def test_it_renews_the_row_of_the_list(case: Case, packer_client: Client, record: Record) -> None:
    here = {**HTMX, "HX-Current-URL": "http://testserver/packages/?status=2"}
    answer = packer_client.post(case.url(record), case.filled(record), headers=here)

    assert f'<tr id="row-{record.number}" hx-swap-oob="true">'.encode() in answer.content
    assert b'id="package"' not in answer.content


@every_act
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_login(case: Case, method: str, client: Client, record: Record, db: None) -> None:
    answer = getattr(client, method)(case.url(record))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


@every_act
@pytest.mark.parametrize("method", ["get", "post"])
def test_it_needs_its_permission(
    case: Case, method: str, packer: User, packer_client: Client, record: Record
) -> None:
    packer.user_permissions.remove(Permission.objects.get(codename=case.needs))
    answer = getattr(packer_client, method)(case.url(record), case.filled(record))

    assert answer.status_code == 403
    assert not case.done(record)


@every_act
def test_it_takes_no_other_method(case: Case, packer_client: Client, record: Record) -> None:
    assert packer_client.put(case.url(record)).status_code == 405
    assert packer_client.delete(case.url(record)).status_code == 405


@pytest.mark.parametrize("case", WITH_BAD, ids=str)
def test_it_keeps_what_was_typed_when_it_cannot_be_right(
    case: Case, headers: dict[str, str], packer_client: Client, record: Record
) -> None:
    assert case.bad
    answer = packer_client.post(case.url(record), case.bad(record), headers=headers)

    assert answer.status_code == 422
    assert case.name == "shipping_method" or case.keeps(record) in answer.content.decode()
    assert b"errorlist" in answer.content
    assert not Act.objects.exists()


@pytest.mark.parametrize("case", WITH_FIELD, ids=str)
def test_it_shows_a_refusal_beside_its_field(
    case: Case, headers: dict[str, str], packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, says=(400, {case.field: ["Hayır & olmaz."]})):
        answer = packer_client.post(case.url(record), case.filled(record), headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert f'id="id_{case.field}_error"><li>Hayır &amp; olmaz.</li>' in page
    assert "Nothing was changed" in page
    assert case.keeps(record) in page


@every_act
def test_it_shows_any_other_refusal_on_top(
    case: Case, headers: dict[str, str], packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, says=(400, {"detail": "The carrier is on strike."})):
        answer = packer_client.post(case.url(record), case.filled(record), headers=headers)

    assert answer.status_code == 409
    assert "The carrier is on strike." in answer.content.decode()
    assert case.keeps(record) in answer.content.decode()


@every_act
@pytest.mark.parametrize("status", [401, 403, 429])
def test_it_shows_why_seller_center_cannot_be_asked(
    case: Case, status: int, packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, says=(status, {"detail": "no"})):
        answer = packer_client.post(case.url(record), case.filled(record), headers=HTMX)

    assert answer.status_code == (503 if status == 429 else 502)
    assert "Nothing was changed" in answer.content.decode()
    assert case.keeps(record) in answer.content.decode()


@every_act
def test_it_keeps_what_was_typed_when_seller_center_is_out(
    case: Case, headers: dict[str, str], packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    packer_client.get(case.url(record))
    with wired(sandbox, down=True):
        answer = packer_client.post(case.url(record), case.filled(record), headers=headers)

    assert answer.status_code == 502
    assert "cannot be reached" in answer.content.decode()
    assert case.keeps(record) in answer.content.decode()


@every_act
def test_it_keeps_it_even_when_nothing_is_remembered(
    case: Case, packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, down=True):
        answer = packer_client.post(case.url(record), case.filled(record), headers=HTMX)

    assert answer.status_code in (422, 502)
    assert case.keeps(record) in answer.content.decode()


@every_act
def test_it_says_when_the_form_cannot_be_shown(
    case: Case, headers: dict[str, str], packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    sandbox.switches = Switches(fail_share=1, fail_status=500)
    answer = packer_client.get(case.url(record), headers=headers)

    assert answer.status_code == 502
    assert "is not responding" in answer.content.decode()
    assert "Try again" in answer.content.decode()


@every_act
def test_it_shows_what_has_changed_and_lets_the_person_decide_again(
    case: Case, packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    packer_client.get(case.url(record))
    filled = case.filled(record)
    somebody_else(sandbox, record, invoice_number="IN-99")
    answer = packer_client.post(case.url(record), filled, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert '<th scope="row">Invoice number</th><td>empty</td><td>IN-99</td>' in page
    assert case.keeps(record) in page
    assert not case.done(record)
    again = packer_client.post(case.url(record), case.filled(record, updated_at=updated_at_in(page)))
    assert again.status_code == 302
    assert case.done(record)


def updated_at_in(page: str) -> str:
    return page.split('name="updated_at" value="')[1].partition('"')[0]


@every_act
@pytest.mark.parametrize("loses", ["before", "after"])
def test_it_says_what_a_lost_answer_was(
    case: Case, loses: str, packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    with wired(sandbox, loses=loses) as wire:
        answer = packer_client.post(case.url(record), case.filled(record), headers=HTMX)

    assert len(wire.written) == 1
    assert answer.status_code == (502 if loses == "before" else 200)
    assert ("has not changed" in answer.content.decode()) is (loses == "before")
    assert case.done(record) is (loses == "after")


@every_act
def test_it_waits_for_somebody_else(
    case: Case, packer_client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    held_by_another(record.number, monkeypatch)
    answer = packer_client.post(case.url(record), case.filled(record), headers=HTMX)

    assert answer.status_code == 409
    assert "Somebody else is changing package" in answer.content.decode()
    assert not case.done(record)


@every_act
def test_it_says_that_the_package_is_gone(
    case: Case, packer_client: Client, sandbox: Sandbox, record: Record
) -> None:
    url, filled = case.url(record), case.filled(record)
    sandbox._store.remove(record)

    for answer in (packer_client.get(url), packer_client.post(url, filled)):
        assert answer.status_code == 404
        assert f"Package {record.number} no longer exists" in answer.content.decode()
    assert packer_client.post(url, filled, headers=HTMX).status_code == 409


@every_act
def test_it_refuses_a_damaged_page(case: Case, packer_client: Client, record: Record) -> None:
    answer = packer_client.post(case.url(record), case.filled(record, updated_at="yesterday"))

    assert answer.status_code == 422
    assert "reload it" in answer.content.decode()
    assert not case.done(record)


@pytest.mark.parametrize("case", [case for case in CASES if case.name not in ("update", "release")], ids=str)
def test_it_shows_no_form_when_the_act_is_not_possible(
    case: Case, packer_client: Client, record: Record
) -> None:
    record.body["status"] = 4
    answer = packer_client.get(case.url(record))

    assert answer.status_code == 409
    assert "Only possible while the package is in Preparing" in answer.content.decode()
    posted = packer_client.post(case.url(record), case.filled(record))
    assert posted.status_code == 409
    assert not case.done(record)


@every_act
def test_it_refuses_a_form_that_does_not_say_what_was_seen(
    packer_client: Client, record: Record, case: Case
) -> None:
    answer = packer_client.post(case.url(record), case.good(record), headers=HTMX)
    assert answer.status_code == 422
    assert b"Nothing was sent" in answer.content
    assert not case.done(record)
