"""A person who asks for it is forgotten, and stays so."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from packages_ui.models import Document, ForgottenPerson, Invoice, Label, Packing, Slip, StoredPackage
from packages_ui.seller_center.types import Address
from packages_ui.services import label_files
from packages_ui.services.forget_person import NoContact, forget_person
from packages_ui.services.marks.own import own_marks
from packages_ui.services.marks.write_on import write_on
from packages_ui.services.mirror.keep import keep
from packages_ui.services.mirror.stored import package_of
from packages_ui.services.printing.slips import make_slip
from tests.services.ahead.makers import package_of as made
from tests.services.batch_makers import label_of
from tests.services.station_makers import printer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
AYSE = Address(
    first_name="Ayşe",
    city="İzmir",
    phone_number="+90 (532) 123 45 67",
    email="Ayse@Example.com",
    line="Sokak 1",
)


@pytest.fixture(autouse=True)
def _stored() -> None:
    now = timezone.now()
    others = Address(first_name="Ayşe", phone_number="+90 532 123 45 68")
    keep(
        packages=[
            made("P1", shipping_address=AYSE, notes="Ayşe içindir", updated_at=now),
            made("P2", shipping_address=others, billing_address=AYSE, updated_at=now),
            made("P3", shipping_address=others, updated_at=now),
        ]
    )


@pytest.mark.parametrize(
    "contact", ["0532 123 45 67", "905321234567", "ayse@example.com", "AYSE@EXAMPLE.COM"]
)
def test_it_empties_every_package_of_the_person(contact: str) -> None:
    assert forget_person(contact=contact).packages == 2
    rows = {row.number: row for row in StoredPackage.objects.all()}
    for number in ("P1", "P2"):
        row = rows[number]
        written = " ".join([row.content, row.search, row.customer, row.customer_key]).casefold()
        assert not {"ayşe", "ayse", "5321234567"} & set(written.split())
        assert "5321234567" not in written
        assert "@" not in written
    assert rows["P3"].customer == "Ayşe"
    assert rows["P1"].city == "İzmir"


def test_it_keeps_the_person_out_when_the_package_is_read_again() -> None:
    forget_person(contact="0532 123 45 67")
    before = StoredPackage.objects.get(number="P1").fingerprint
    keep(packages=[made("P1", shipping_address=AYSE, notes="x", updated_at=timezone.now())])
    row = StoredPackage.objects.get(number="P1")
    assert (row.customer, package_of(row).notes, row.fingerprint) == ("", None, before)
    assert "Ayse" not in str(ForgottenPerson.objects.get().digest)


def test_it_deletes_the_files_on_which_the_person_stands(media: Path) -> None:
    label = label_of("P1", b"^XA Ayse ^XZ")
    other = label_of("P3", b"^XA somebody ^XZ")
    path, _ = label_files.store(b"slip", folder="documents", suffix="pdf")
    Document.objects.create(
        kind="packing_slip", about={"numbers": ["P3", "P2"]}, key="k", path=path, wanted_at=timezone.now()
    )
    now = timezone.now()
    Packing.objects.create(package_number="P1", notes=[["note", "Ayşe"]], opened_at=now, touched_at=now)
    assert forget_person(contact="0532 123 45 67").files == 2
    assert not (media / label.path).exists()
    assert (media / other.path).exists()
    assert Packing.objects.get().notes == []
    assert Label.objects.count() == 2


def test_it_deletes_the_persons_invoices_and_every_print_of_them(media: Path) -> None:
    now, printer = timezone.now(), printer_of()
    for number in ("P1", "P3"):
        path, digest = label_files.store(f"%PDF {number}".encode(), folder="invoices", suffix="pdf")
        slips = [
            make_slip(
                printer=printer, kind=Slip.Kind.DOCUMENT, content=f"%PDF {number}".encode(), user_id=None
            )
            for _ in range(2)
        ]
        kept = {"state": Invoice.State.KEPT, "path": path, "sha256": digest, "slip": slips[-1]}
        Invoice.objects.create(package_number=number, wanted_at=now, **kept)
    assert forget_person(contact="0532 123 45 67").files == 2
    assert [row.package_number for row in Invoice.objects.all()] == ["P3"]
    assert len(list(media.rglob("*.pdf"))) == 2


def test_it_deletes_the_print_of_a_paper_on_which_the_person_stands(media: Path) -> None:
    path, _ = label_files.store(b"%PDF slip", folder="documents", suffix="pdf")
    slip = make_slip(printer=printer_of(), kind=Slip.Kind.DOCUMENT, content=b"%PDF slip", user_id=None)
    Document.objects.create(kind="packing_slip", about={"numbers": ["P1"]}, key="k", path=path, slip=slip)
    assert forget_person(contact="0532 123 45 67").files == 2
    assert list(media.rglob("*.pdf")) == []


def test_it_forgets_where_the_persons_invoice_is() -> None:
    url = "https://files.example.com/1.pdf"
    keep(packages=[made("P1", shipping_address=AYSE, invoice_url=url, updated_at=timezone.now())])
    assert url in StoredPackage.objects.get(number="P1").content
    forget_person(contact="0532 123 45 67")
    assert url not in StoredPackage.objects.get(number="P1").content


@pytest.mark.parametrize("contact", ["", "Ayşe", "12345"])
def test_it_refuses_what_names_nobody(contact: str) -> None:
    with pytest.raises(NoContact):
        forget_person(contact=contact)
    with pytest.raises(CommandError):
        call_command("forget_person", contact)
    assert not ForgottenPerson.objects.exists()


def test_it_says_what_was_removed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("forget_person", "ayse@example.com")
    assert "was removed: 2. Deleted files: 0." in capsys.readouterr().out


def test_it_removes_what_people_wrote_on_the_packages() -> None:
    for number in ("P1", "P3"):
        write_on(number=number, note="call Ayşe", tags=["Ayşe"], assigned="", seen=0, user_id=None)
    forget_person(contact="0532 123 45 67")
    found = own_marks(numbers=["P1", "P3"])
    assert (found["P1"].note, found["P1"].tags) == ("", ())
    assert (found["P3"].note, found["P3"].tags) == ("call Ayşe", ("Ayşe",))
