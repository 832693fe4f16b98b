"""Which product of a search an item's code is."""

from packages_ui.seller_center.products import Product
from packages_ui.services.goods.match import Facts, base_of, match

RED = Product(
    name="Shirt", base_code="SH", sku="SHT-1-RD", attributes={"RENK": "Red", "BEDEN": "M"}, images=("u", "v")
)


def test_it_joins_by_sku() -> None:
    others = (Product(name="Coat", sku="SHT-1-RD-X"), Product(name="No code"))
    found = match("SHT-1-RD", (*others, RED))
    assert found == Facts(name="Shirt", colour="Red", size="M", image="u")


def test_it_joins_a_sku_that_is_written_otherwise() -> None:
    assert match("sht1rd", (RED,)) is not None


def test_of_two_with_one_sku_it_takes_the_one_that_says_more() -> None:
    bare = Product(sku="SHT-1-RD")
    assert match("SHT-1-RD", (bare, RED)) == match("SHT-1-RD", (RED, bare))
    assert match("SHT-1-RD", (bare, RED)) != match("SHT-1-RD", (bare,))


def test_it_joins_by_base_code_without_the_look_of_another_variant() -> None:
    blue = Product(
        name="Shirt", base_code="SHT-1", sku="SHT-1-BL", attributes={"COLOR": "Blue"}, images=("u",)
    )
    assert match("SHT-1-GN", (blue,)) == Facts(name="Shirt")


def test_it_takes_no_other_product() -> None:
    """A search by any part of a text finds more than was asked for."""
    assert match("SHT-10", (Product(name="Shirt", base_code="SHT-1", sku="SHT-1-RD"),)) is None
    assert match("SHT-10", ()) is None


def test_it_cuts_what_is_too_long() -> None:
    found = match(
        "A", (Product(name="n" * 999, sku="A", attributes={"SIZE": "s" * 999}, images=("i" * 9999,)),)
    )
    assert found is not None
    assert (len(found.name), len(found.size), found.image) == (200, 100, "")


def test_a_code_has_a_base() -> None:
    assert [base_of(code) for code in ("AKN-JEAN-RD", "AB-1", "8690000000012", "a.b_c d")] == [
        "AKN-JEAN",
        "",
        "",
        "a.b_c",
    ]
