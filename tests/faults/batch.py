"""A batch in a product of real processes, asked for and looked at from outside."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from packages_ui.labels.detect import LabelFormat, detect
from tests.processes import Product, product, until

UNDRAWABLE = (LabelFormat.UNKNOWN, LabelFormat.URL)
A_LINK_INSIDE = b"http://127.0.0.1"  # the sandbox's hostile label asks for a picture from elsewhere
CREATE = """
import json
from django.contrib.auth.models import User
from packages_ui.services.batches.batch_create import PrintRequest, create
from packages_ui.tasks import wake_fetchers
user, _ = User.objects.get_or_create(username="lead")
batch, made = create(PrintRequest(user_id=user.pk, key={key!r}, packages={packages!r}))
wake_fetchers()
print(json.dumps([batch.pk, made]))
"""


@contextmanager
def with_sandbox(folder: Path) -> Iterator[Product]:
    """A product below `folder` that has no worker yet."""
    with product(folder, LABELS_IN_FLIGHT="8", FETCH_LEASE_SECONDS="4") as running:
        running.start_sandbox("--packages", "300", "--seed", "7")
        yield running


@dataclass
class Batch:
    """`labels` maps package numbers, in print order, to the SHA-256 of the label Seller Center gives."""

    made: Product
    labels: dict[str, str]
    pk: int = 0

    @classmethod
    def of_printable(cls, made: Product, *, most: int) -> "Batch":
        """The first packages whose label the sandbox gives in a form that can be drawn."""
        labels: dict[str, str] = {}
        headers = {"Authorization": "sandbox-key"}
        with httpx.Client(base_url=made.sandbox_url, headers=headers) as client:
            listed = client.get("/api/i2/packages/", params={"limit": 1000}).json()["results"]
            for number in (package["number"] for package in listed):
                answer = client.get(f"/api/i2/packages/{number}/label/")
                found = detect(answer.json()["data"]) if answer.is_success else None
                if found and found.format not in UNDRAWABLE and A_LINK_INSIDE not in found.content:
                    labels[number] = sha256(found.content).hexdigest()
                if len(labels) == most:
                    break
        return cls(made, labels)

    def ask(self, key: str = "once") -> bool:
        """Ask for the batch; whether that made a new one."""
        self.pk, new = self.made.python(CREATE.format(key=key, packages=list(self.labels)))
        return bool(new)

    def states(self) -> dict[str, int]:
        return dict(self._rows("SELECT state, count(*) FROM packages_ui_printjob GROUP BY state"))

    def ready(self) -> int:
        return self.states().get("ready", 0)

    def got(self) -> dict[str, str]:
        """Package numbers in print order, with the SHA-256 of the label that each job now has."""
        return dict(
            self._rows(
                "SELECT j.package_number, l.sha256 FROM packages_ui_printjob j "
                "JOIN packages_ui_label l ON l.id = j.label_id AND l.package_number = j.package_number "
                "WHERE j.state = 'ready' ORDER BY j.position"
            )
        )

    def pdf(self) -> str:
        rows = self._rows("SELECT pdf_path FROM packages_ui_labelbatch")
        return str(rows[0][0]) if rows else ""

    def wait_until_ready(self, least: int, patience: float = 300) -> None:
        until(lambda: self.ready() >= least, f"{least} labels ({self.states()})", patience)

    def wait_for_pdf(self, patience: float = 300) -> None:
        until(lambda: bool(self.pdf()), f"the PDF ({self.states()})", patience)

    def _rows(self, sql: str) -> list[Any]:
        path = self.made.folder / "db.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as database:
            return database.execute(sql).fetchall()
