"""Remove what is kept here of a person: from the copy of packages, from the files, from packing notes. A
package that somebody still has to send is requested again from Seller Center and kept without the person.

Logs and the audit hold no names, addresses, telephone numbers or e-mail addresses to begin with.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.db import transaction

from packages_ui.models import (
    Document,
    HandoverBox,
    Invoice,
    Label,
    LabelBatch,
    Packing,
    PrintJob,
    Slip,
    StoredPackage,
)
from packages_ui.seller_center.types import Package
from packages_ui.services import label_files
from packages_ui.services.marks import write_on
from packages_ui.services.mirror.forgotten import anonymous, digest_of, digests_of, forget_contact
from packages_ui.services.mirror.stored import NO_CODES, columns
from packages_ui.services.packages.snapshot import forget_seen

TEXTS = ("customer", "customer_key", "gift", "note", "content", "search")
MANY = 500


class NoContact(ValueError):
    """Neither a telephone number of ten digits nor an e-mail address."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many packages were theirs, and how many files were deleted."""

    packages: int
    files: int


def forget_person(*, contact: str) -> Forgotten:
    """By telephone number or e-mail address, whichever way it is written. Raises NoContact."""
    digest = digest_of(contact)
    if not digest:
        raise NoContact(contact)
    forget_contact(digest)  # first: what is read from now on is kept without the person
    theirs = list(_theirs(digest))
    numbers = [row.number for row in theirs]
    for row in theirs:
        _empty(row)
        forget_seen(number=row.number, updated_at=row.updated_at)
    Packing.objects.filter(package_number__in=numbers).update(notes=[])
    write_on.forget(numbers=numbers)
    files = _files(numbers)
    Invoice.objects.filter(package_number__in=numbers).delete()
    return Forgotten(len(theirs), sum(map(_unlink, files)))


def _theirs(digest: str) -> Iterator[StoredPackage]:
    """Every package is checked: a contact may stand in either address, written in any way."""
    rows = StoredPackage.objects.order_by("pk").values_list("pk", "content")
    found = [
        pk
        for pk, content in rows.iterator(chunk_size=MANY)
        if digest in digests_of(msgspec.json.decode(content, type=Package))
    ]
    for start in range(0, len(found), MANY):
        yield from StoredPackage.objects.filter(pk__in=found[start : start + MANY])


def _empty(row: StoredPackage) -> None:
    """Its fingerprint stays: a label that was made for it still fits."""
    with transaction.atomic():
        now = StoredPackage.objects.select_for_update().get(pk=row.pk)
        bare = anonymous(msgspec.json.decode(now.content, type=Package))
        fields = columns(bare, bare)
        fields["search"] += now.products + now.own_words
        StoredPackage.objects.filter(pk=now.pk).update(**{name: fields[name] for name in TEXTS}, **NO_CODES)


def _files(numbers: Collection[str]) -> set[str]:
    """Of labels, batches, invoices and documents on which one of the packages stands, and of their slips;
    paths below MEDIA_ROOT."""
    jobs = PrintJob.objects.filter(package_number__in=numbers)
    batches = LabelBatch.objects.filter(jobs__in=jobs).distinct()
    labels = Label.objects.filter(package_number__in=numbers).values_list("path", "pages_path")
    paths = {path for both in labels for path in both}
    paths |= set(batches.values_list("pdf_path", flat=True))
    invoices = Invoice.objects.filter(package_number__in=numbers)
    paths |= set(invoices.values_list("path", flat=True))
    paths |= set(_documents(set(numbers), set(batches.values_list("pk", flat=True))))
    return (paths | _slips(paths)) - {""}


def _slips(paths: Collection[str]) -> set[str]:
    """The prints of these: a file's name is that of its content."""
    names = {Path(path).name for path in paths if path}
    made = Slip.objects.exclude(path="").values_list("path", flat=True).iterator()
    return {path for path in made if Path(path).name in names}


def _documents(numbers: set[str], batches: set[int]) -> Iterator[str]:
    boxes = HandoverBox.objects.filter(package_number__in=numbers)
    handovers = set(boxes.values_list("handover", flat=True))
    for about, path in Document.objects.exclude(path="").values_list("about", "path").iterator():
        on_it = numbers & set(about.get("numbers", ()))
        if on_it or about.get("batch") in batches or about.get("handover") in handovers:
            yield path


def _unlink(path: str) -> int:
    with suppress(FileNotFoundError):
        (label_files.root() / path).unlink()
        return 1
    return 0
