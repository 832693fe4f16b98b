"""Scanning with the camera where the browser reads no barcodes: a library comes when it is asked for."""

import base64
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, Route, expect
from pytest_django.live_server_helper import LiveServer
from zint import Symbology

from packages_ui import tasks
from packages_ui.sandbox.app import Sandbox
from packages_ui.views.stations.this_browser import bind
from tests.browser.accessibility import keeps_the_rules
from tests.browser.camera import KINDS, drawn, film, scene
from tests.browser.conftest import FLAGS, WHOLE
from tests.services.packing.shelves import shelved
from tests.services.station_makers import printer_of, station_at

READER, WASM = "**/static/reader.js", "**/static/vendor/zxing.wasm"
LOST = "The program that reads barcodes could not be loaded."
READ = """async (address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  window.reads ??= window.barcodeReader(document.getElementById("camera").dataset);
  return (await (await window.reads).read(canvas)).map(({ text }) => text);
}"""
READS_BY_ITSELF = """(text) => {
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["code_128"]; }
    async detect() { return [{ rawValue: text, cornerPoints: [{ x: 0, y: 0 }] }]; }
  };
}"""
# tells what was scanned when a reader that sees two codes again and again has looked five times
FIVE_LOOKS = """() => new Promise((done) => {
  const told = [];
  let looks = 0;
  document.addEventListener("scanned", (event) => {
    event.preventDefault();
    told.push(event.detail.texts);
  });
  const at = (x, y) => [{ x, y }];
  const read = async ({ width, height }) => {
    if (++looks === 5) done(told);
    const middle = at(width / 2, height / 2);
    const nearest = looks === 1 ? "HALF OF IT" : "IN THE MIDDLE";
    return [{ text: "AT THE EDGE", corners: at(0, 0) }, { text: nearest, corners: middle }];
  };
  window.barcodeReader = async () => ({ read });
  document.getElementById("camera").click();
})"""
OFF = "document.querySelector('#camera-view video').srcObject === null"
# a person who thinks before allowing it; then, what became of the camera
ASKS_FIRST = """() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const thinks = new Promise((done) => { window.allow = done; });
  navigator.mediaDevices.getUserMedia = async (wish) => {
    await thinks;
    return (window.stream = await open(wish));
  };
}"""
ALLOWED = """async () => {
  window.allow();
  while (!window.stream) await new Promise((done) => setTimeout(done, 20));
  return window.stream.getTracks()[0].readyState;
}"""
PULLED_OUT = """() => {
  const [track] = document.querySelector("#camera-view video").srcObject.getTracks();
  track.dispatchEvent(new Event("ended"));
}"""


@pytest.fixture(scope="session")
def on_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("camera") / "seen.y4m"


@pytest.fixture(scope="session")
def browser(playwright: Playwright, on_film: Path) -> Iterator[Browser]:
    """Its camera shows the film. The headless shell has none."""
    film(on_film, scene(drawn(Symbology.QRCODE, "7260028118")))
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={on_film}"]
    with playwright.chromium.launch(executable_path=WHOLE, args=[*FLAGS, *fake]) as chromium:
        yield chromium


@pytest.fixture
def phone(page: Page, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Of somebody who allows the camera."""
    monkeypatch.setattr(tasks, "wake_fetchers", lambda: True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    page.context.grant_permissions(["camera"])
    page.add_init_script("delete window.BarcodeDetector")
    return page


@pytest.fixture
def loaded(phone: Page) -> list[str]:
    """What of the library was asked for. It is sent as in production, with the policy for its worker."""
    paths: list[str] = []

    def send(route: Route) -> None:
        paths.append("/" + route.request.url.split("/", 3)[3])
        answer = Client().get(paths[-1])
        route.fulfill(status=200, headers=dict(answer.headers), body=b"".join(answer))

    for address in (READER, WASM):
        phone.context.route(address, send)
    return paths


def press(phone: Page) -> None:
    phone.get_by_role("button", name="Scan with the camera").click()


def test_a_label_in_the_aisle_opens_its_package(
    phone: Page, sandbox: Sandbox, on_film: Path, loaded: list[str]
) -> None:
    number = list(sandbox.packages)[-1]
    film(on_film, scene(drawn(Symbology.CODE128, number)))
    phone.goto("/packages/")
    assert loaded == []
    press(phone)
    phone.wait_for_url(f"**/packages/{number}/")

    assert loaded == ["/static/reader.js", "/static/vendor/zxing.wasm"]


@pytest.mark.usefixtures("packer")
def test_a_desk_without_a_scanner_counts_a_unit(
    phone: Page, sandbox: Sandbox, on_film: Path, live_server: LiveServer
) -> None:
    desk = station_at(printer_of(name="Zebra", answers=True), name="Desk 1")
    cookie = bind(HttpResponse(), desk).cookies["station"].value
    phone.context.add_cookies([{"name": "station", "value": cookie, "url": live_server.url}])
    record = shelved(sandbox, "AKN-A", "AKN-B")
    film(on_film, scene(drawn(Symbology.QRCODE, record.number)))
    phone.goto("/pack/")
    press(phone)
    expect(phone.locator("#count")).to_have_text("0 / 2")
    phone.get_by_role("button", name="Close the camera").click()
    film(on_film, scene(drawn(Symbology.DATAMATRIX, "AKN-A")))
    press(phone)
    expect(phone.locator("#count")).to_have_text("1 / 2")

    expect(phone.locator("#camera-state")).to_have_text("Point the line at the barcode.")
    keeps_the_rules(phone)


def test_it_reads_what_products_and_labels_bear(phone: Page, loaded: list[str]) -> None:
    phone.goto("/packages/")
    read = {kind: phone.evaluate(READ, seen(how, text)) for kind, (how, text, _) in KINDS.items()}

    assert read == {kind: [text] for kind, (*_, text) in KINDS.items()}


def seen(symbology: Symbology, text: str) -> str:
    """The address by which a page has a picture of it."""
    file = BytesIO()
    scene(drawn(symbology, text)).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def test_it_tells_the_code_in_the_middle_once_and_when_two_looks_agree(phone: Page) -> None:
    phone.goto("/packages/")

    assert phone.evaluate(FIVE_LOOKS) == [["IN THE MIDDLE"]]


def test_a_browser_that_reads_by_itself_loads_nothing(
    phone: Page, sandbox: Sandbox, loaded: list[str]
) -> None:
    number = list(sandbox.packages)[-1]
    phone.add_init_script(f"({READS_BY_ITSELF})('{number}')")
    phone.goto("/packages/")
    press(phone)
    phone.wait_for_url(f"**/packages/{number}/")

    assert loaded == []


@pytest.mark.parametrize("lost", [READER, WASM])
def test_it_says_what_is_missing_and_tries_again(
    phone: Page, sandbox: Sandbox, on_film: Path, lost: str
) -> None:
    number = list(sandbox.packages)[-1]
    film(on_film, scene(drawn(Symbology.CODE128, number)))
    phone.goto("/packages/")
    phone.context.route(lost, lambda route: route.abort())
    press(phone)
    expect(phone.locator("#toasts")).to_contain_text(LOST)
    expect(phone.get_by_role("region", name="Camera")).to_be_hidden()
    assert phone.evaluate(OFF)
    phone.context.unroute(lost)
    press(phone)

    phone.wait_for_url(f"**/packages/{number}/")


def test_it_says_that_the_camera_was_refused(phone: Page, loaded: list[str]) -> None:
    phone.context.clear_permissions()
    phone.goto("/packages/")
    press(phone)

    expect(phone.locator("#toasts")).to_contain_text("The camera is not allowed on this page.")
    assert loaded == []


def test_it_says_that_there_is_no_camera(phone: Page) -> None:
    none = "async () => { throw new DOMException('', 'NotFoundError'); }"
    phone.add_init_script(f"navigator.mediaDevices.getUserMedia = {none}")
    phone.goto("/packages/")
    press(phone)

    expect(phone.locator("#toasts")).to_contain_text("No camera was found.")


def test_it_says_that_the_camera_went_away(phone: Page, on_film: Path) -> None:
    film(on_film, Image.new("L", (640, 480), 255))
    phone.goto("/packages/")
    press(phone)
    expect(phone.locator("#camera-state")).to_have_text("Point the line at the barcode.")
    phone.evaluate(PULLED_OUT)

    expect(phone.locator("#toasts")).to_contain_text("The camera went away.")
    expect(phone.get_by_role("region", name="Camera")).to_be_hidden()


def test_a_camera_that_is_closed_before_it_opens_goes_off(phone: Page) -> None:
    phone.goto("/packages/")
    phone.evaluate(ASKS_FIRST)
    press(phone)
    expect(phone.locator("#camera-state")).to_have_text("Opening the camera…")
    phone.keyboard.press("Escape")

    assert phone.evaluate(ALLOWED) == "ended"
    expect(phone.get_by_role("region", name="Camera")).to_be_hidden()


def test_a_camera_that_is_closed_while_it_gets_ready_stays_closed(phone: Page) -> None:
    phone.goto("/packages/")
    phone.evaluate("window.barcodeReader = () => new Promise((done) => { window.ready = done; }); 0")
    press(phone)
    expect(phone.locator("#camera-state")).to_have_text("Getting ready to read barcodes…")
    phone.keyboard.press("Escape")
    phone.evaluate("window.ready({ read: async () => [] })")

    assert phone.evaluate(OFF)
    assert phone.locator("#camera-state").text_content() == "Getting ready to read barcodes…"
    press(phone)
    expect(phone.locator("#camera-state")).to_have_text("Point the line at the barcode.")
