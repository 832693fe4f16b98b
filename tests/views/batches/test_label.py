"""GET /packages/<number>/label/"""

from io import BytesIO
from itertools import count
from unittest.mock import Mock

import pytest
from django.test import Client
from PIL import Image

from packages_ui.drawing.errors import BROKE, Busy, Undrawable
from packages_ui.labels.detect import LabelFormat
from packages_ui.models import Label
from packages_ui.seller_center.page import Room
from packages_ui.views.batches import label
from tests.services.batch_makers import label_of

pytestmark = pytest.mark.usefixtures("media")
URL = "/packages/1001/label/"
ZPL = b"^XA^PW800^LL1200^FO50,50^A0N,40,40^FDLABEL^FS^XZ"


def test_it_draws_the_newest_label(packer_client: Client) -> None:
    label_of("1001", b"not a PDF at all")
    label_of("1001", ZPL, LabelFormat.ZPL)
    answer = packer_client.get(URL)

    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).width == 480
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_draws_the_one_that_is_named(packer_client: Client) -> None:
    old = label_of("1001", ZPL, LabelFormat.ZPL)
    label_of("1001", b"not a PDF at all")
    other = label_of("1002", ZPL, LabelFormat.ZPL)

    assert packer_client.get(f"{URL}?of={old.pk}").status_code == 200
    assert packer_client.get(f"{URL}?of={other.pk}").status_code == 404


def test_it_keeps_the_pages_that_it_made(packer_client: Client) -> None:
    label = label_of("1001", ZPL, LabelFormat.ZPL)
    assert packer_client.get(URL).status_code == 200

    assert Label.objects.get(pk=label.pk).pages_path.endswith(".pdf")


def test_it_keeps_what_could_not_be_drawn(packer_client: Client) -> None:
    label = label_of("1001", ZPL.replace(b"^FO", b"^FO9,9^XGE:LOGO^FS^FO", 1), LabelFormat.ZPL)
    assert packer_client.get(URL).status_code == 200

    assert Label.objects.get(pk=label.pk).undrawn == "1 field of 2 could not be drawn."


def test_it_is_asked_for_once(packer_client: Client) -> None:
    label_of("1001", ZPL, LabelFormat.ZPL)
    etag = packer_client.get(URL)["ETag"]

    assert packer_client.get(URL, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("content", "says"), [(None, "was fetched yet"), (b"%PDF-1.7 broken", ""), (b"gone", "is missing")]
)
def test_it_says_why_there_is_no_picture(packer_client: Client, content: bytes | None, says: str) -> None:
    if content:
        label = label_of("1001", content)
        if content == b"gone":
            Label.objects.filter(pk=label.pk).update(path="labels/none.pdf")
    answer = packer_client.get(URL)

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/plain")
    assert says in answer.content.decode()


def test_it_needs_login(client: Client, db: None) -> None:
    assert client.get(URL).status_code == 302


def test_it_needs_permission(stranger_client: Client) -> None:
    assert stranger_client.get(URL).status_code == 403


def test_it_takes_no_other_method(packer_client: Client) -> None:
    assert packer_client.post(URL).status_code == 405


def test_it_does_not_draw_again_by_itself_what_broke(
    packer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = label_of("1001", ZPL, LabelFormat.ZPL)
    broken = Mock(side_effect=Undrawable(BROKE))
    monkeypatch.setattr("packages_ui.drawing.draw.to_paged", broken)
    answers = [packer_client.get(URL)]
    monkeypatch.setattr("packages_ui.drawing.draw.to_paged", None)
    answers.append(packer_client.get(URL))

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("crashes the program that draws labels" in answer.content.decode() for answer in answers)
    assert "crashes the program" in Label.objects.get(pk=label.pk).problem


def test_it_asks_for_patience_while_others_draw(
    packer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    label_of("1001", ZPL, LabelFormat.ZPL)
    monkeypatch.setattr("packages_ui.drawing.draw.to_paged", Mock(side_effect=Busy))
    answer = packer_client.get(URL)

    assert answer.status_code == 503
    assert "Reload the page" in answer.content.decode()
    assert Label.objects.get().problem == ""


def test_it_does_not_let_all_wait_for_labels_that_are_hard_to_draw(
    packer_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    label_of("1001", ZPL, LabelFormat.ZPL)
    full = Room(1, clock=count(0, 3600).__next__)  # nobody has come to an end for long
    assert full.enter()
    monkeypatch.setattr(label, "ROOM", full)
    answer = packer_client.get(URL)
    assert (answer.status_code, b"Other labels are being drawn" in answer.content) == (503, True)
    full.leave()
    assert packer_client.get(URL).status_code == 200
