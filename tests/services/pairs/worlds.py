"""One batch with a row in every state and its printers, as often as wanted; and how all stands afterwards."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from packages_ui.models import Act, Label, LabelBatch, Lease, Printer, PrintJob, Station
from packages_ui.services.printing.ledger import lease_name
from tests.services.batch_makers import person

State = PrintJob.State
_worlds = count(1)
ROLES = "abc"  # printers: of the batch, another one, and one that nobody uses
DIGITS = str.maketrans("01", "YZ")  # which stand on no pairing slip
FED = (
    {"state": State.PRINTED},
    {"state": State.PRINTED, "maybe_twice": True},
    {"state": State.SENT},
    {"state": State.UNKNOWN},
    {"state": State.READY, "question": "Print it?"},
    {"state": State.READY, "stale": True},
    {"state": State.READY},
    {"state": State.FAILED, "reason": "not ready"},
    {"state": State.WANTED},
    {"state": State.FETCHING, "claim": True},
)
JOINED = (
    {"state": State.SENT},
    {"state": State.SENT},
    {"state": State.PRINTED},
    {"state": State.READY},
    {"state": State.READY, "stale": True},
    {"state": State.FAILED, "reason": "not ready"},
)
UNJOINED = ({"state": State.READY}, {"state": State.READY, "stale": True}, {"state": State.FAILED})


@dataclass
class World:
    """`jobs` are made in the order of their positions; `page` is the path of a real PDF of one page. `place`:
    the position of the package that it is about."""

    jobs: tuple[dict[str, Any], ...] = ()
    fed: bool = True
    joined: bool = False
    page: str = ""
    about: str = "a"
    place: int = 1
    now: datetime = field(default_factory=timezone.now)
    id: str = field(default_factory=lambda: f"w{next(_worlds)}")

    def __post_init__(self) -> None:
        self.user = person().pk
        self.claim = uuid4().hex
        with transaction.atomic():
            printers = [self.new_printer(name) for name in ROLES]
            self.a, self.b, self.c = Printer.objects.bulk_create(printers)
            self.station = Station.objects.create(name=f"desk {self.id}", label_printer=self.b)
            self.batch_id = self.make_batch().pk if self.jobs else 0
            name, until = lease_name(self.a.pk), self.now + timedelta(minutes=5)
            Lease.objects.create(name=name, token=self.token(self.a), until=until)

    def new_printer(self, name: str) -> Printer:
        address = f"127.0.0.1:{9100 + ROLES.index(name)}"
        return Printer(
            name=f"{name} {self.id}",
            kind=Printer.Kind.RAW,
            address=address,
            answers=True,
            pairing_code=self.code if name == self.about else "",
        )

    @property
    def number(self) -> str:
        return f"{self.id}-{self.place}"

    @property
    def code(self) -> str:
        """Of the pairing slip of the printer that it is about."""
        return f"{int(self.id[1:]):08}".translate(DIGITS)

    def token(self, printer: Printer) -> str:
        return f"{printer.pk:032}"

    def make_batch(self) -> LabelBatch:
        joined = {"pdf_path": "batches/x.pdf", "pdf_at": self.now - timedelta(minutes=2)}
        batch = LabelBatch.objects.create(
            owner_id=self.user,
            key=uuid4().hex,
            digest=self.id,
            printer=self.a if self.fed else None,
            queued_at=self.now,
            **(joined if self.joined else {}),
        )
        rows = [self.make_job(batch, place, job) for place, job in enumerate(self.jobs, start=1)]
        Label.objects.bulk_create(job.label for job in rows if job.label)
        PrintJob.objects.bulk_create(rows)
        return batch

    def make_job(self, batch: LabelBatch, position: int, job: dict[str, Any]) -> PrintJob:
        fields = dict(job)
        stale, claimed = fields.pop("stale", False), fields.pop("claim", False)
        out = fields["state"] in PrintJob.ON_PAPER
        at = self.now - timedelta(minutes=1) if self.joined else self.now + timedelta(milliseconds=position)
        has_label = fields["state"] not in (State.WANTED, State.FETCHING, State.FAILED)
        return PrintJob(
            batch=batch,
            package_number=f"{self.id}-{position}",
            position=position,
            label=self.label(f"{self.id}-{position}", stale=stale) if has_label else None,
            printer=self.a if out and self.fed else None,
            sending_at=at if out else None,
            sent_at=at if out else None,
            claim=self.claim if claimed else "",
            wanted_at=self.now,
            **fields,
        )

    def label(self, number: str, *, stale: bool = False) -> Label:
        stale_at = self.now if stale else None
        words: dict[str, Any] = {"format": "pdf", "size": 1, "sha256": "x", "path": "labels/x.pdf"}
        return Label(
            package_number=number, made_at=self.now, stale_at=stale_at, pages_path=self.page, **words
        )

    # --- what a request reads before it calls a service

    def printer(self) -> Printer:
        return Printer.objects.get(pk={"a": self.a.pk, "c": self.c.pk}[self.about])

    def batch(self) -> LabelBatch:
        return LabelBatch.objects.select_related("owner", "printer", "station").get(pk=self.batch_id)

    def job(self, position: int) -> PrintJob:
        rows = PrintJob.objects.select_related("printer", "label", "batch__printer")
        return rows.get(batch=self.batch_id, position=position, copy=1)

    def first(self, state: PrintJob.State) -> PrintJob:
        return self.job(next(place for place, job in enumerate(self.jobs, start=1) if job["state"] == state))

    # --- how it stands

    def seen(self) -> tuple[object, ...]:
        """Everything but moments and ids."""
        return (self.seen_jobs(), self.seen_batch(), self.seen_printers(), self.seen_acts())

    def seen_jobs(self) -> tuple[object, ...]:
        names = ("state", "own", "question", "checked", "reason", "reprint_because", "maybe_twice", "cause")
        rows = PrintJob.objects.filter(batch=self.batch_id).order_by("position", "copy")
        return tuple(
            (row.position, row.copy, self.role(row.printer_id), bool(row.label_id), values(row, names))
            for row in rows
        )

    def seen_batch(self) -> object:
        row = LabelBatch.objects.filter(pk=self.batch_id).first()
        return row and (
            self.role(row.printer_id),
            bool(row.paused_at),
            bool(row.cancelled_at),
            bool(row.pdf_path),
        )

    def seen_printers(self) -> tuple[object, ...]:
        rows = (
            Printer.objects.filter(pk__in=self.roles)
            .order_by("pk")
            .annotate(
                slip_count=Count("slips", distinct=True),
                batch_count=Count("batches", distinct=True),
                station_count=Count("stations", distinct=True),
            )
        )
        return tuple(
            (
                self.role(row.pk),
                row.name.replace(self.id, ""),
                row.address,
                bool(row.paused_at),
                bool(row.current_id),
                bool(row.proved_at),
                bool(row.pairing_code),
                row.slip_count,
                row.batch_count,
                row.station_count,
            )
            for row in rows
        )

    def seen_acts(self) -> list[tuple[object, ...]]:
        """Which acts, however often: what is in them bears ids."""
        acts = Act.objects.filter(at__gte=self.now)
        about = [act for act in acts if self.is_mine(act)]
        verbs = Counter((act.verb, act.package_number.removeprefix(self.id)) for act in about)
        return sorted((*key, times) for key, times in verbs.items())

    def is_mine(self, act: Act) -> bool:
        told = {**act.before, **act.after}
        is_about = told.get("batch") == self.batch_id or told.get("printer") in self.roles
        is_about = is_about or told.get("station") == self.station.pk
        return is_about or act.package_number.startswith(f"{self.id}-")

    @property
    def roles(self) -> dict[int, str]:
        return {self.a.pk: "a", self.b.pk: "b", self.c.pk: "c"}

    def role(self, pk: int | None) -> str:
        return self.roles[pk] if pk else ""


def values(row: PrintJob, names: Iterable[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in names)
