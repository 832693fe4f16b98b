"""manage.py sync"""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from packages_ui.models import StoredPackage
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.services import lease
from packages_ui.services.mirror.sync import LEASE
from tests.in_process import in_process

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with in_process(Sandbox(packages=60, seed=1, clock=timezone.now)) as made:
        yield made


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command("sync", *words)
    return capsys.readouterr().out


def test_it_reads_everything_and_says_how_far_it_is(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Nothing has been read yet." in said(capsys, "--state")
    assert "All packages have been read. Stored: 60, as of " in said(capsys)
    assert "Stored: 60," in said(capsys, "--state")


def test_it_reads_everything_again(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys)
    sandbox._store.remove(next(iter(sandbox.packages.values())))
    assert "Stored: 60," in said(capsys)
    assert "Stored: 59," in said(capsys, "--all")
    assert StoredPackage.objects.count() == 59


def test_it_says_why_seller_center_could_not_be_asked(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(unauthorized=True)
    with pytest.raises(CommandError, match="access key"):
        call_command("sync")


def test_it_leaves_a_worker_alone_that_is_at_it(sandbox: Sandbox) -> None:
    lease.take(name=LEASE, seconds=60)
    with pytest.raises(CommandError, match="A worker is reading"):
        call_command("sync")
