"""Export and import all saved barcodes as a CSV file. An import reports every error with its line and is all
or nothing; an export contains no cell that is a formula."""

from collections.abc import Iterator, Sequence

from django.db import transaction

from packages_ui.messages import barcodes as messages
from packages_ui.messages.message import Message
from packages_ui.models import Act, ProductBarcode
from packages_ui.services.barcodes.products import BarcodeRefused, Pair, pair_of
from packages_ui.services.csv_table import (
    MOST_NAMED,
    FileRefused,
    Imported,
    changed,
    line_of,
    plain_cell,
    rows_in,
)

HEAD = ("barcode", "product")
AT_ONCE = 2000


def pairs_in(content: bytes) -> list[Pair]:
    """One pair per barcode, in the file's order. UTF-8 or Windows-1254; columns named `barcode` and
    `product`, separated by comma, semicolon or tab. Raises FileRefused with the errors by line."""
    found: dict[str, tuple[Pair, int]] = {}
    errors: list[Message] = []
    for number, cells in rows_in(content, HEAD, needed=HEAD, missing=messages.NO_COLUMNS()):
        if spoiled := changed(cells):
            errors.append(messages.ON_LINE(line=number, error=spoiled))
            continue
        try:
            pair = pair_of(text=plain_cell(cells[0] or ""), product=plain_cell(cells[1] or ""))
        except BarcodeRefused as error:
            errors.append(messages.ON_LINE(line=number, error=error.reason))
            continue
        first, where = found.setdefault(pair.barcode, (pair, number))
        if first.product != pair.product:
            both = messages.TWO_PRODUCTS(
                barcode=pair.text, product=pair.product, other=first.product, line=where
            )
            errors.append(messages.ON_LINE(line=number, error=both))
    if errors:
        raise FileRefused(messages.WRONG_LINES(count=len(errors)), errors[:MOST_NAMED], len(errors))
    return [pair for pair, _ in found.values()]


def export_csv() -> Iterator[str]:
    """Line by line, with a byte order mark, so that spreadsheets read UTF-8."""
    yield "\ufeff" + line_of(HEAD)
    for text, product in ProductBarcode.objects.values_list("text", "product").iterator(AT_ONCE):
        yield line_of((text, product))


def import_csv(*, content: bytes, user_id: int) -> Imported:
    """Save all barcodes of the file, see `pairs_in`. It replaces the product of barcodes saved before. Raises
    FileRefused; then nothing was changed."""
    pairs = pairs_in(content)
    with transaction.atomic():
        known = dict(ProductBarcode.objects.select_for_update().values_list("barcode", "product"))
        new = [pair for pair in pairs if pair.barcode not in known]
        other = [pair for pair in pairs if known.get(pair.barcode, pair.product) != pair.product]
        write_pairs([*new, *other], user_id)
        counts = Imported(added=len(new), replaced=len(other), same=len(pairs) - len(new) - len(other))
        _audit(counts, other, known, user_id)
    return counts


def write_pairs(pairs: Sequence[Pair], user_id: int) -> None:
    rows = [
        ProductBarcode(barcode=pair.barcode, text=pair.text, product=pair.product, taught_by_id=user_id)
        for pair in pairs
    ]
    fields = ["text", "product", "taught_by"]
    ProductBarcode.objects.bulk_create(
        rows, AT_ONCE, update_conflicts=True, unique_fields=["barcode"], update_fields=fields
    )


def _audit(counts: Imported, other: Sequence[Pair], known: dict[str, str], user_id: int) -> None:
    """One action for the file, and one for each barcode that had another product before."""
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
    file = {"added": counts.added, "replaced": counts.replaced, "same": counts.same}
    acts.append(Act(verb=Act.Verb.TEACH, outcome=Act.Outcome.DONE, user_id=user_id, after=file))
    Act.objects.bulk_create(acts, AT_ONCE)
