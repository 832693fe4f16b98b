from collections.abc import Iterator

import httpx
import pytest

from packages_ui.printers.raw import RawPrinter
from packages_ui.sandbox.app import Sandbox
from packages_ui.sandbox.switches import Switches
from packages_ui.sandbox.zpl_printer import ZplPrinter
from tests.processes import PATIENCE, until

SWITCHES = "/_sandbox/switches"


def test_it_shows_switches_and_counts(client: httpx.Client) -> None:
    client.get("/api/i2/packages/")
    body = client.get(SWITCHES).json()
    assert body["switches"]["latency_ms"] == 0
    assert body["calls"] == {"PKG101": 1}
    assert (body["refused"], body["most_at_once"], body["packages"]) == ({}, 1, 400)


def test_it_changes_only_what_is_named(client: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.switches = Switches(burst=7)
    answer = client.post(SWITCHES, json={"latency_ms": 50, "fail_share": 0.05})
    assert answer.status_code == 200
    assert sandbox.switches == Switches(burst=7, latency_ms=50, fail_share=0.05)


def test_it_takes_what_curl_sends(client: httpx.Client, sandbox: Sandbox) -> None:
    """As README.md says: -d claims that it is a form."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(SWITCHES, content='{"latency_ms": 50}', headers=form)
    assert (answer.status_code, sandbox.switches) == (200, Switches(latency_ms=50))
    with ZplPrinter() as sandbox.printer:
        answer = client.post("/_sandbox/printer", content='{"paper": 0}', headers=form)
        assert (answer.status_code, sandbox.printer.paper) == (200, 0)


@pytest.mark.parametrize("body", [{"fail_share": 7}, {"speed": 1}, {"latency_ms": "fast"}, [1]])
def test_it_refuses_impossible_switches(client: httpx.Client, sandbox: Sandbox, body: object) -> None:
    answer = client.post(SWITCHES, json=body)
    assert answer.status_code == 400
    assert sandbox.switches == Switches()


def test_it_resets_everything(client: httpx.Client, sandbox: Sandbox) -> None:
    client.post(SWITCHES, json={"fail_share": 1})
    client.get("/api/i2/packages/")
    body = client.post("/_sandbox/reset").json()
    assert (body["calls"], body["refused"], sandbox.switches) == ({}, {}, Switches())


def test_it_needs_no_key_and_obeys_no_switch(sandbox: Sandbox) -> None:
    sandbox.switches = Switches(fail_share=1, drop_share=1, unauthorized=True)
    with httpx.Client(transport=httpx.WSGITransport(app=sandbox), base_url="http://sandbox.test") as client:
        assert client.get(SWITCHES).status_code == 200


@pytest.mark.parametrize(
    ("peer", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403), ("", 403)]
)
def test_it_answers_this_machine_only(sandbox: Sandbox, peer: str, status: int) -> None:
    transport = httpx.WSGITransport(app=sandbox, remote_addr=peer)
    with httpx.Client(transport=transport, base_url="http://sandbox.test") as client:
        assert client.get(SWITCHES).status_code == status


def test_it_serves_its_openapi_file(client: httpx.Client) -> None:
    body = client.get("/_sandbox/openapi.json").json()
    assert body["openapi"] == "3.1.0"
    assert "/api/i2/packages/{number}/reservations/{item-number}" in body["paths"]


def test_it_knows_no_other_control(client: httpx.Client) -> None:
    assert client.get("/_sandbox/reset").status_code == 404


@pytest.fixture
def printer(sandbox: Sandbox) -> Iterator[ZplPrinter]:
    with ZplPrinter(keeps=2) as beside:
        sandbox.printer = beside
        yield beside


def test_it_turns_the_printers_knobs(client: httpx.Client, printer: ZplPrinter) -> None:
    body = client.post("/_sandbox/printer", json={"paper": 0, "slow": 0.5}).json()
    assert (printer.paper, printer.slow, printer.paused) == (0, 0.5, False)
    assert body["switches"]["paper"] == 0
    client.post("/_sandbox/printer", json={"paper": None})
    assert printer.paper is None


@pytest.mark.parametrize("body", [{"paper": -1}, {"speed": 1}, {"slow": "fast"}])
def test_it_refuses_impossible_knobs(client: httpx.Client, printer: ZplPrinter, body: object) -> None:
    assert client.post("/_sandbox/printer", json=body).status_code == 400
    assert printer.slow == 0


def test_it_shows_the_printers_last_label(client: httpx.Client, printer: ZplPrinter) -> None:
    raw = RawPrinter(printer.host, printer.port, connect_seconds=PATIENCE, allow_local=True)

    def printed() -> int:
        return int(client.get("/_sandbox/printer").json()["printed"])

    for place, text in enumerate((b"one", b"two", b"three"), start=1):
        raw.send(b"^XA^FD" + text + b"^FS^XZ")
        until(lambda place=place: printed() == place, "the label")
    assert client.get("/_sandbox/printer/last").json() == {"zpl": "^XA^FDthree^FS^XZ"}
    assert len(printer.printed) == 2


def test_it_has_no_printer_unless_it_was_given_one(client: httpx.Client) -> None:
    assert client.get("/_sandbox/printer").status_code == 404
