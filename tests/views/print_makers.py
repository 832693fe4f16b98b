"""What the tests of the printing screens share: people, batches on their way to a printer, and a browser that
stands at a station."""

from datetime import timedelta

from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from packages_ui.models import LabelBatch, Printer, PrintJob, Station
from packages_ui.views.stations.this_browser import bind
from tests.services.batch_makers import move

HTMX = {"HX-Request": "true"}
State = PrintJob.State


def stand_at(client: Client, station: Station) -> None:
    """The client's browser is bound to the station."""
    response = bind(HttpResponse(), station)
    client.cookies["station"] = response.cookies["station"].value


def onlooker(client: Client) -> Client:
    """Signed in as one who may look and not print."""
    user = User.objects.create_user("onlooker")
    user.user_permissions.add(Permission.objects.get(codename="view_packages"))
    client.force_login(user)
    return client


def print_out(batch: LabelBatch, *positions: int, state: PrintJob.State = State.PRINTED) -> None:
    """Those positions were handed over one after the other, two seconds each, and have come so far."""
    printer: Printer | None = batch.printer
    start = timezone.now() - timedelta(minutes=2)
    for place, position in enumerate(positions):
        at = start + timedelta(seconds=2 * place)
        times = {"sending_at": at, "sent_at": at, "unknown_at": at}
        printed = {"printed_at": at + timedelta(seconds=1)} if state == State.PRINTED else {}
        move(batch, state, position, printer=printer, **times, **printed)
