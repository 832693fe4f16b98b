"""Which document a worker makes: taken by a lease, kept by it, and given back when the worker dies."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from django.db import close_old_connections
from django.db.models import QuerySet
from django.utils import timezone

from packages_ui.models import Document, Lease
from packages_ui.services import lease

State = Document.State
SLOTS = 2  # a command sheet need not wait for 300 packing slips
LEASE_SECONDS = 15
NOTE_SECONDS = 0.5


class Lost(Exception):
    """The lease ran out: the document is somebody else's by now, and nothing more of it may be written."""


@dataclass
class Making:
    """One document while this worker makes it."""

    document: Document
    token: str
    noted: float = field(default_factory=monotonic)

    @property
    def mine(self) -> QuerySet[Document]:
        """The row, while it is ours."""
        return Document.objects.filter(pk=self.document.pk, state=State.MAKING, claim=self.token)

    def note(self, done: int) -> None:
        """How many packages are dealt with, twice a second. Raises Lost."""
        if monotonic() - self.noted >= NOTE_SECONDS:
            self.renew(done=done)

    def renew(self, **fields: Any) -> None:
        """Write to the row and hold the lease. Raises Lost."""
        self.noted = monotonic()
        close_old_connections()
        if not lease.renew(token=self.token, seconds=LEASE_SECONDS) or not self.mine.update(**fields):
            raise Lost


def take() -> Making | None:
    """The oldest wanted document, now ours; None where there is none, or enough workers make others."""
    token = next(filter(None, (lease.take(name=name, seconds=LEASE_SECONDS) for name in _slots())), None)
    if token is None:
        return None
    if document := _claim(token):
        return Making(document, token)
    lease.release(token=token)
    return None


def leave(making: Making) -> None:
    """Free the slot; a document that has come to no end is wanted again."""
    making.mine.update(state=State.WANTED, claim="", done=0)
    lease.release(token=making.token)


def abandon() -> None:
    """Documents whose worker has died are wanted again."""
    dead = Document.objects.filter(state=State.MAKING).exclude(claim__in=lease.live_tokens())
    dead.update(state=State.WANTED, claim="", done=0)


def wanted() -> QuerySet[Document]:
    """What waits for a worker, the oldest first."""
    return Document.objects.filter(state=State.WANTED).order_by("id")


def free_slots() -> int:
    """How many workers could begin a document now."""
    held = Lease.objects.filter(name__in=_slots(), until__gte=timezone.now()).count()
    return SLOTS - held if wanted().exists() else 0


def _slots() -> list[str]:
    return [f"documents-{number}" for number in range(SLOTS)]


def _claim(token: str) -> Document | None:
    while document := wanted().select_related("user", "printer").first():
        row = Document.objects.filter(pk=document.pk, state=State.WANTED)
        if row.update(state=State.MAKING, claim=token, done=0, sentence=""):
            return document
    return None
