"""Documents asked for, followed, opened and printed."""

import re
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import translation

from packages_ui.messages import documents as say
from packages_ui.models import Document, Printer, Slip, Station
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services.documents.make import make_documents
from packages_ui.services.marks.hold import hold, release
from tests.services.batch_makers import batch_of, person
from tests.services.documents.makers import Kind, wanted
from tests.services.station_makers import printer_of, station_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "woken_documents")]
HTMX = {"HX-Request": "true"}
State = Document.State
PATHS = [
    ("get", "/documents/"),
    ("post", "/documents/"),
    ("get", "/documents/{}/"),
    ("get", "/documents/{}.pdf"),
]
PATHS += [("post", "/documents/{}/print/"), ("post", "/documents/forecast/")]


@pytest.fixture
def desk(packer_client: Client, db: None) -> Station:
    """Where the packer's browser stands, with a printer for documents."""
    office = printer_of(Printer.Kind.IPP, name="Office")
    station = station_at(printer_of(), name="Desk 1", document_printer=office)
    packer_client.post(f"/stations/{station.pk}/use/")
    return station


def made(**fields: object) -> Document:
    document = wanted(kind=Kind.COMMAND_SHEET, **fields)
    make_documents(on_slip=Mock())
    document.refresh_from_db()
    return document


def body(response: object) -> str:
    return str(response.content.decode())  # type: ignore[attr-defined] # Django's test response


def test_it_asks_for_a_pick_list_of_the_ticked_packages(packer_client: Client, woken_documents: Mock) -> None:
    sent = {"kind": "pick_list", "packages": ["3", "1"], "paper": "A6", "language": "en", "order": "reverse"}
    response = packer_client.post("/documents/", sent)
    document = Document.objects.get()
    assert response["Location"] == f"/documents/{document.pk}/"
    assert (document.kind, document.about, document.total) == ("pick_list", {"numbers": ["3", "1"]}, 2)
    assert (document.paper, document.language, document.is_reversed) == ("A6", "en", True)
    assert (str(document.user), document.printer) == ("packer", None)
    woken_documents.assert_called_once_with()


def test_it_shows_what_will_be_on_paper_before_anything_is_made(packer_client: Client) -> None:
    hold(number="3", because="Damaged", user_id=person().pk)
    page = body(packer_client.post("/documents/forecast/", {"packages": ["3", "1", "2"]}))
    assert "2 of 3 packages will be on the document." in page
    assert page.count("<li>") == 1
    page_of_two = body(packer_client.post("/documents/forecast/", {"packages": ["3", "1"]}))
    assert "1 of 2 packages will be on the document." in page_of_two
    assert "Damaged" in page
    assert "A file for spreadsheets has 3 packages in these columns: Package, Order, Customer," in page
    assert not Document.objects.exists()
    assert "No package is selected." in body(packer_client.post("/documents/forecast/"))


def test_a_batch_says_what_will_be_on_its_documents(packer_client: Client) -> None:
    hold(number="3", because="Damaged", user_id=person().pk)
    batch = batch_of("3", "1")
    assert 'hx-post="/documents/forecast/"' in body(packer_client.get(f"/labels/batches/{batch.pk}/"))
    page = body(packer_client.post("/documents/forecast/", {"batch": batch.pk}))
    assert "1 of 2 packages will be on the document." in page
    assert "Damaged" in page
    assert "spreadsheets" not in page


def test_it_says_before_that_there_are_too_many_for_one(packer_client: Client) -> None:
    numbers = [str(number) for number in range(1001)]
    page = body(packer_client.post("/documents/forecast/", {"packages": numbers}))
    assert "1001 packages are selected; a document takes at most 1000. Nothing was made." in page
    assert "will be on the document" not in page


@pytest.mark.django_db(transaction=True)
def test_it_is_made_again_for_those_that_are_missing(packer_client: Client, sandbox: Sandbox) -> None:
    first, second = list(sandbox.packages)[:2]
    hold(number=first, because="Damaged", user_id=person().pk)
    document = wanted(second, first, kind=Kind.PACKING_SLIP, paper="A6", with_prices=True)
    make_documents(on_slip=Mock())
    page = body(packer_client.get(f"/documents/{document.pk}/"))
    assert "1 of 2 packages is missing:" in page
    assert "Make it for the 1 package that is missing" in page
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    release(number=first, user_id=person().pk)
    response = packer_client.post("/documents/", sent)
    again = Document.objects.exclude(pk=document.pk).get()
    assert response["Location"] == f"/documents/{again.pk}/"
    assert (again.kind, again.about) == (document.kind, {"numbers": [first]})
    assert (again.paper, again.with_prices) == ("A6", True)
    make_documents(on_slip=Mock())
    again.refresh_from_db()
    assert (again.state, str(again.sentence)) == (State.MADE, "")
    assert "missing" not in body(packer_client.get(f"/documents/{again.pk}/"))


def test_it_sends_htmx_to_the_documents_page(packer_client: Client) -> None:
    batch = batch_of("1", "2")
    response = packer_client.post("/documents/", {"kind": "packing_slip", "batch": batch.pk}, headers=HTMX)
    assert response["HX-Redirect"] == f"/documents/{Document.objects.get().pk}/"


def test_it_makes_two_presses_one_document(packer_client: Client) -> None:
    for _ in range(2):
        packer_client.post("/documents/", {"kind": "pick_list", "packages": "1", "document_key": "k"})
    assert Document.objects.count() == 1


@pytest.mark.parametrize(("where", "name"), [("printer", "Office"), ("browser", "None")])
def test_it_prints_where_it_is_told(packer_client: Client, desk: Station, where: str, name: str) -> None:
    sent = {"kind": "station_slip", "station": desk.pk, "document_where": where}
    packer_client.post("/documents/", sent)
    assert str(Document.objects.get().printer) == name


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_says_why_nothing_was_made(packer_client: Client, headers: dict[str, str]) -> None:
    response = packer_client.post("/documents/", {"kind": "pick_list"}, headers=headers)
    assert response.status_code == 422
    said = response.headers.get("HX-Trigger", "") + body(response)
    assert "No package is selected. Nothing was made" in said
    assert not Document.objects.exists()


def test_it_says_that_the_queue_is_out(packer_client: Client, woken_documents: Mock) -> None:
    woken_documents.return_value = False
    response = packer_client.post("/documents/", {"kind": "command_sheet"}, follow=True)
    assert "will be made when the queue is back" in body(response)


def test_it_follows_a_document_until_it_is_made(packer_client: Client) -> None:
    document = wanted("1", "2")
    assert "Waiting for a worker" in body(packer_client.get(f"/documents/{document.pk}/"))
    Document.objects.update(state=State.MAKING, done=1)
    moved = body(packer_client.get(f"/documents/{document.pk}/", headers=HTMX))
    assert "Reading packages: 1 of 2" in moved
    assert "<html" not in moved
    seen = moved.split("?seen=")[1].split('"')[0]
    same = packer_client.get(f"/documents/{document.pk}/?seen={seen}", headers=HTMX)
    assert same.status_code == 204


def test_it_reads_in_the_readers_language_whatever_made_it(packer_client: Client, sandbox: Sandbox) -> None:
    """A worker, in English."""
    sandbox.switches = Switches(unauthorized=True)
    document = wanted("1")
    make_documents(on_slip=Mock())
    turkish, english = ({**HTMX, "Accept-Language": language} for language in ("tr", "en"))
    address = f"/documents/{document.pk}/"
    assert "No package could be read." in body(packer_client.get(address, headers=english))
    with translation.override("tr"):
        sentence = str(say.NONE_READ())
    assert sentence in body(packer_client.get(address, headers=turkish))


def test_what_was_seen_in_one_language_is_not_seen_in_the_other(packer_client: Client) -> None:
    document = wanted("1")
    address, english = f"/documents/{document.pk}/", {**HTMX, "Accept-Language": "en"}
    seen = body(packer_client.get(address, headers=english)).split("?seen=")[1].split('"')[0]
    assert packer_client.get(address, {"seen": seen}, headers=english).status_code == 204
    turkish = {**english, "Accept-Language": "tr"}
    assert packer_client.get(address, {"seen": seen}, headers=turkish).status_code == 200


def test_it_opens_the_pdf_and_offers_to_print_it(packer_client: Client, desk: Station) -> None:
    document = made()
    shown = body(packer_client.get(f"/documents/{document.pk}/"))
    assert f'data-pdf="/documents/{document.pk}.pdf"' in shown
    assert "Print at Desk 1 · Office" in shown
    assert 'hx-trigger="every' not in shown
    response = packer_client.get(f"/documents/{document.pk}.pdf")
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == f'inline; filename="command_sheet-D{document.pk}.pdf"'


def test_it_prints_a_document_that_is_made(packer_client: Client, desk: Station, woken_feeders: Mock) -> None:
    response = packer_client.post(f"/documents/{made().pk}/print/", headers=HTMX)
    assert "Waiting for Office" in body(response)
    assert Slip.objects.get().printer == desk.document_printer
    woken_feeders.assert_called_once_with()


def test_it_prints_nothing_without_a_printer_or_a_pdf(packer_client: Client, woken_feeders: Mock) -> None:
    response = packer_client.post(f"/documents/{made().pk}/print/")
    assert response.status_code == 409
    assert "This station has no document printer" in body(response)
    unmade = packer_client.get(f"/documents/{wanted('1').pk}.pdf")
    assert unmade.status_code == 409
    assert "not ready yet" in body(unmade)
    woken_feeders.assert_not_called()


def test_it_says_what_went_wrong_and_escapes_it(packer_client: Client) -> None:
    document = wanted("1")
    Document.objects.update(state=State.FAILED, sentence="It failed. <b>")
    shown = body(packer_client.get(f"/documents/{document.pk}/"))
    assert "It failed. &lt;b&gt;" in shown
    assert "Open PDF" not in shown


def test_it_lists_the_newest_and_offers_a_command_sheet(packer_client: Client) -> None:
    wanted("1", "2")
    shown = body(packer_client.get("/documents/"))
    assert "2 packages" in shown
    assert 'value="command_sheet"' in shown


@pytest.mark.parametrize("path", ["/labels/batches/{}/", "/stations/{}/"])
def test_it_is_offered_where_the_work_is(packer_client: Client, path: str) -> None:
    pk = batch_of("1").pk if "batches" in path else station_at().pk
    assert 'formaction="/documents/"' in body(packer_client.get(path.format(pk)))


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_it_needs_a_login_and_a_permission(stranger_client: Client, method: str, path: str) -> None:
    path = path.format(wanted("1").pk)
    assert getattr(stranger_client, method)(path).status_code == 403
    assert getattr(Client(), method)(path)["Location"].startswith("/login/")


def test_it_lets_those_look_who_hand_over(db: None) -> None:
    user, client = User.objects.create_user("driver"), Client()
    user.user_permissions.set(Permission.objects.filter(codename="hand_over"))
    client.force_login(user)
    assert client.get(f"/documents/{made().pk}.pdf").status_code == 200
    assert client.post("/documents/", {"kind": "command_sheet"}).status_code == 403


def test_it_takes_no_other_methods(packer_client: Client) -> None:
    document = wanted("1")
    assert packer_client.put("/documents/").status_code == 405
    assert packer_client.post(f"/documents/{document.pk}/").status_code == 405
    assert packer_client.post(f"/documents/{document.pk}.pdf").status_code == 405
    assert packer_client.get(f"/documents/{document.pk}/print/").status_code == 405
