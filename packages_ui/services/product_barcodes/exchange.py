"""All taught barcodes as CSV, out and in. In is all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from packages_ui.models import Act, ProductBarcode
from packages_ui.services.product_barcodes.csv_file import HEAD, line_of, pairs_in
from packages_ui.services.product_barcodes.product_barcodes import Pair

AT_ONCE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many barcodes are new, now stand on another product, and were known already."""

    added: int
    replaced: int
    same: int


def export_csv() -> Iterator[str]:
    """Line by line, with a byte order mark, so that spreadsheets read it as UTF-8."""
    yield "\ufeff" + line_of(HEAD)
    for text, product in ProductBarcode.objects.values_list("text", "product").iterator(AT_ONCE):
        yield line_of((text, product))


def import_csv(*, content: bytes, user_id: int) -> Imported:
    """Teach all that stands in the file, see `pairs_in`. A barcode known as another product then counts as
    the one of the file. Raises FileRefused; then nothing was changed."""
    pairs = pairs_in(content)
    with transaction.atomic():
        known = dict(ProductBarcode.objects.select_for_update().values_list("barcode", "product"))
        new = [pair for pair in pairs if pair.barcode not in known]
        other = [pair for pair in pairs if known.get(pair.barcode, pair.product) != pair.product]
        _write([*new, *other], user_id)
        told = Imported(added=len(new), replaced=len(other), same=len(pairs) - len(new) - len(other))
        _audit(told, other, known, user_id)
    return told


def _write(pairs: Sequence[Pair], user_id: int) -> None:
    rows = [
        ProductBarcode(barcode=pair.barcode, text=pair.text, product=pair.product, taught_by_id=user_id)
        for pair in pairs
    ]
    fields = ["text", "product", "taught_by"]
    ProductBarcode.objects.bulk_create(
        rows, AT_ONCE, update_conflicts=True, unique_fields=["barcode"], update_fields=fields
    )


def _audit(told: Imported, other: Sequence[Pair], known: dict[str, str], user_id: int) -> None:
    """One act for the file, and one for each barcode that stood on another product before."""
    acts = [
        Act(
            verb=Act.Verb.TEACH,
            outcome=Act.Outcome.DONE,
            user_id=user_id,
            before={"barcode": pair.barcode, "product": known[pair.barcode]},
            after={"barcode": pair.barcode, "product": pair.product},
        )
        for pair in other
    ]
    file = {"added": told.added, "replaced": told.replaced, "same": told.same}
    acts.append(Act(verb=Act.Verb.TEACH, outcome=Act.Outcome.DONE, user_id=user_id, after=file))
    Act.objects.bulk_create(acts, AT_ONCE)
