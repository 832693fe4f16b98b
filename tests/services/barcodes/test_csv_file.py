"""Taught barcodes as CSV, out and in."""

import csv

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Act, ProductBarcode
from packages_ui.services import csv_table
from packages_ui.services.barcodes.codes import readings
from packages_ui.services.barcodes.csv_file import export_csv, import_csv
from packages_ui.services.barcodes.products import add_barcode, product_of
from packages_ui.services.csv_table import FileRefused, Imported

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return User.objects.create_user("lead")


def bring(content: str, lead: User) -> Imported:
    return import_csv(content=content.encode(), user_id=lead.pk)


def why_not(content: bytes, lead: User) -> FileRefused:
    with pytest.raises(FileRefused, match=r"Nothing was imported\.$") as refused:
        import_csv(content=content, user_id=lead.pk)
    assert not ProductBarcode.objects.exists()
    return refused.value


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_it_reads_what_spreadsheets_write(lead: User, mark: str, divider: str, end: str) -> None:
    lines = [divider.join(cells) for cells in (("Product", "note", "Barcode"), ("ŞAPKA", "x", "869-1"))]
    assert bring(mark + end.join([*lines, "", ""]), lead).added == 1
    assert product_of(text="8691") == "ŞAPKA"


def test_it_says_what_is_new_replaced_and_known(lead: User) -> None:
    add_barcode(text="1", product="A", user_id=lead.pk)
    add_barcode(text="2", product="B", user_id=lead.pk)
    told = bring("barcode,product\n1,A\n2,C\n3,C\n", lead)
    assert (told.added, told.replaced, told.same) == (1, 1, 1)
    assert product_of(text="2") == "C"


def test_it_audits_the_file_and_what_it_replaced(lead: User) -> None:
    add_barcode(text="2", product="B", user_id=lead.pk)
    bring("barcode,product\n2,C\n3,C\n", lead)
    replaced, file = Act.objects.order_by("pk")[1:]
    assert (replaced.before["product"], replaced.after["product"]) == ("B", "C")
    assert file.after == {"added": 1, "replaced": 1, "same": 0}


def test_it_refuses_all_for_one_wrong_line_and_names_each(lead: User) -> None:
    refused = why_not(b"barcode,product\n1,A\n--,B\n3,\n1,Z\n", lead)
    assert [str(error) for error in refused.errors] == [
        "Line 3: A barcode needs at least one letter or digit.",
        "Line 4: The product is missing.",
        "Line 5: 1 has product Z here and A on line 2.",
    ]


def test_it_takes_a_line_that_stands_there_twice_once(lead: User) -> None:
    assert bring("barcode,product\n1,A\n1,A\n", lead).added == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "must name the columns"),
        (b"1,A\n", "must name the columns"),
        (b"barcode,product\n\n", "contains no barcodes"),
        ("barcode,product\n1,Ş\n".encode() + "2,Ş\n".encode("cp1254"), "Line 3 is not UTF-8"),
        ("barcode,product\n1,Şişe ü\n".encode("cp857"), "Line 2 is not UTF-8"),
        ("barcode,product\n1,Ş\n".encode("utf-16"), "Line 1 is not UTF-8"),
        (b'barcode,product\n"' + b"1" * 200_000 + b'",A\n', "cannot be read as CSV"),
    ],
)
def test_it_refuses_what_is_no_such_file(lead: User, content: bytes, words: str) -> None:
    assert words in why_not(content, lead).sentence


def test_it_reads_what_excel_saves_in_turkey(lead: User) -> None:
    """“CSV” there is Windows-1254 with semicolons."""
    saved = "barcode;product\r\n8690000000012;ŞIK-İÇ ĞÜÖ\r\n".encode("cp1254")
    assert import_csv(content=saved, user_id=lead.pk).added == 1
    assert ProductBarcode.objects.get().product == "ŞIK-İÇ ĞÜÖ"


def test_it_names_at_most_twenty_errors_and_counts_all(lead: User) -> None:
    refused = why_not(b"barcode,product\n" + b",A\n" * 50, lead)
    assert (len(refused.errors), refused.count) == (20, 50)


def test_it_refuses_more_rows_than_it_may_take(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MOST_ROWS", 2)
    assert "more than 2 rows" in why_not(b"barcode,product\n1,A\n2,A\n3,A\n", lead).sentence


@pytest.mark.parametrize(
    "product", ['=cmd|"/c calc"!A1', "+1", "-1", "@SUM(1)", "'=1", "''-1", "'tis", 'a,"b"']
)
def test_it_neutralises_formulas_and_brings_back_what_it_gave_out(lead: User, product: str) -> None:
    add_barcode(text="+90 1", product=product, user_id=lead.pk)
    out = "".join(export_csv())
    cells = list(csv.reader(out.removeprefix("\ufeff").splitlines()))[1]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    ProductBarcode.objects.all().delete()
    assert bring(out, lead).added == 1
    assert ProductBarcode.objects.values_list("text", "product").get() == ("+90 1", product)


def test_it_imports_twenty_thousand_rows_in_few_statements(
    lead: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = "\n".join(f"869{number:010},AKN-{number % 700}" for number in range(20_000))
    with django_assert_max_num_queries(250):
        assert bring(f"barcode,product\n{lines}", lead).added == 20_000
        assert bring(f"barcode,product\n{lines}", lead).same == 20_000


def test_it_refuses_numbers_that_excel_has_shortened(lead: User) -> None:
    refused = why_not(b"barcode;product\r\n8,69E+12;MUG-11OZ\r\n8690000000012;8.69E+12\r\n", lead)
    assert [str(error).partition(":")[0] for error in refused.errors] == ["Line 2", "Line 3"]
    assert all("Excel has shortened the number" in error for error in refused.errors)


@pytest.mark.parametrize(
    "number", ["8,69E12", "8.690000E+12", "869e+10", "8690000000012.0", "8690000000012,00"]
)
def test_it_refuses_every_number_that_a_spreadsheet_has_changed(lead: User, number: str) -> None:
    error = str(*why_not(f"sep=;\nbarcode;product\n{number};MUG-11OZ\n".encode(), lead).errors)
    assert error.startswith("Line 3: ")
    assert number in error
    assert error.endswith("Format the column as text, then save the file again.")


@pytest.mark.parametrize(
    ("cell", "scanned"),
    [
        ('"=""8690000000012"""', "8690000000012"),
        ("]E08690000000012", "08690000000012"),
        ("*MUG-1*", "mug1"),
        ("012345678905", "0012345678905"),
        (" 8690 0000 0001 2 ", "8690000000012"),
        ("12E4", "12E4"),
    ],
)
def test_it_takes_a_barcode_as_a_scanner_will_say_it(lead: User, cell: str, scanned: str) -> None:
    assert bring(f"sep=;\r\nbarcode;product\r\n{cell};12E4\r\n", lead).added == 1
    assert next(filter(None, (product_of(text=text) for text in readings([scanned])))) == "12E4"


@pytest.mark.parametrize("first", ["sep=;\r\n", '"sep=;"\r\n', "SEP=;,,\r", "\ufeffsep=; \n"])
def test_it_understands_the_line_that_names_the_separator(lead: User, first: str) -> None:
    content = f"{first}barcode;product\r\n8690000000012;A,B\r\n".encode()
    told = import_csv(content=content, user_id=lead.pk)
    assert told.added == 1
    assert ProductBarcode.objects.get().product == "A,B"


def test_it_counts_the_line_that_names_the_separator(lead: User) -> None:
    assert str(why_not(b"sep=;\nbarcode;product\n;A\n", lead).errors[0]).startswith("Line 3")


def test_it_stops_reading_at_its_limit(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MOST_ROWS", 2)
    broken_behind = b"barcode,product\n1,A\n2,A\n3,A\n" + b'"' + b"x" * 200_000
    assert "more than 2 rows" in why_not(broken_behind, lead).sentence
