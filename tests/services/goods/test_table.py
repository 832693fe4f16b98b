"""A warehouse's own names, shelves and barcodes come from a file, and go to one."""

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from packages_ui.models import Act, Product
from packages_ui.services.barcodes.products import add_barcode, product_of
from packages_ui.services.csv_table import FileRefused, Imported
from packages_ui.services.goods.shown import goods_of
from packages_ui.services.goods.table import export_table, import_table
from tests.services.batch_makers import person
from tests.services.goods.makers import product

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return person("lead")


def bring(lead: User, content: str) -> Imported:
    return import_table(content=content.encode(), user_id=lead.pk)


def refused(lead: User, content: str) -> list[str]:
    with pytest.raises(FileRefused, match=r"Nothing was imported\.$") as caught:
        bring(lead, content)
    assert not Product.objects.exclude(shelf="").exists()
    return [str(error) for error in caught.value.errors] or [str(caught.value.sentence)]


def test_it_saves_names_shelves_and_barcodes(lead: User) -> None:
    product("A-1", name="Gömlek", colour="Mavi")
    counts = bring(lead, "sku;name;shelf;barcode\nA-1;Bizim gömlek;R-2;8690000000012\nB-1;;R-10;\n")
    assert counts == Imported(added=1, replaced=1, same=0)
    found = goods_of(["A-1", "B-1"])
    assert (found["A-1"].name, found["A-1"].look, found["A-1"].shelf) == ("Bizim gömlek", "Mavi", "R-2")
    assert (found["B-1"].name, found["B-1"].shelf) == ("", "R-10")
    assert product_of(text="8690000000012") == "A-1"
    assert Act.objects.get().after == {"goods": 2, "added": 1, "replaced": 1, "same": 0}


def test_a_column_that_is_not_there_is_left_and_an_empty_cell_clears(lead: User) -> None:
    product("A-1", own_name="Name", shelf="R-1")
    bring(lead, "shelf,sku\n,A-1\n")
    row = Product.objects.get(sku="A-1")
    assert (row.own_name, row.shelf) == ("Name", "")
    assert bring(lead, "sku,shelf\nA-1,\n") == Imported(added=0, replaced=0, same=1)


def test_a_product_stands_on_a_line_for_each_barcode(lead: User) -> None:
    bring(lead, "sku,shelf,barcode\nA-1,,8690000000012\nA-1,R-1,8690000000029\n")
    assert Product.objects.get().shelf == "R-1"
    assert product_of(text="8690000000029") == product_of(text="8690000000012") == "A-1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,shelf\nA,B\n", "The first line must name the columns: sku"),
        ("sku,shelf\n,R-1\n", "Line 2: The product code is missing."),
        ("sku,shelf\nA-1,R-1\nA-1,R-2\n", "Line 3: Product A-1 has R-2 here and R-1 on line 2."),
        ("sku,barcode\nA-1,8.69E+12\n", "Line 2: Excel has shortened the number 8.69E+12."),
        ("sku,barcode\nA-1,869001\nB-1,869001\n", "Line 3: 869001 has product B-1 here and A-1 on line 2."),
        (f"sku,shelf\nA-1,{'R' * 51}\n", "at most 50 characters"),
        (f"sku,name\nA-1,{'R' * 201}\n", "at most 200 characters"),
        ("sku,name\nA-1,a\u202eb\n", "cannot be printed"),
        ("sku,shelf\n", "contains no"),
    ],
)
def test_it_says_what_is_wrong_and_changes_nothing(lead: User, content: str, said: str) -> None:
    assert said in " ".join(refused(lead, content))
    assert not Act.objects.exists()


def test_what_it_writes_it_reads_again(lead: User) -> None:
    product("=A-1", own_name="+Name", shelf="'-R")
    product("B-1", name="Of Seller Center")
    add_barcode(text="8690000000012", product="=A-1", user_id=lead.pk)
    add_barcode(text="8690000000029", product="=A-1", user_id=lead.pk)
    text = "".join(export_table())
    assert text.count("869000000") == 2
    assert "Of Seller Center" not in text
    assert all(
        not cell.startswith(('"=', '"+', '"-')) for line in text.splitlines() for cell in line.split(",")
    )
    assert import_table(content=text.encode(), user_id=lead.pk) == Imported(added=0, replaced=0, same=2)


def test_it_imports_many_in_few_statements(
    lead: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = "".join(f"S-{place},Name {place},R-{place}\n" for place in range(4000))
    with django_assert_max_num_queries(100):
        assert bring(lead, "sku,name,shelf\n" + rows).added == 4000
