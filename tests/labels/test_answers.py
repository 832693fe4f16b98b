"""An answer without a label: nothing, not yet, or why not."""

import base64
import json

import pytest

from packages_ui.labels.detect import LabelFormat, detect
from packages_ui.messages import labels as messages
from tests.labels.makers import make_html

PENDING = [
    "null",
    "{}",
    "[]",
    '{"status":"PENDING"}',
    '{"data":null}',
    '{"labels":[]}',
    '{"status":"IN_PROGRESS","label":null}',
    '{"message":"Label is being generated","code":"LBL-1"}',
    '{"error":{"code":"NOT_READY","message":"The label is not ready yet"}}',
    "label not ready",
    "Label not yet available, try again later",
    "etiket hazır değil",
    "Gönderi kaydı henüz oluşmadı",
    "PENDING",
    "<status>PENDING</status>",
    base64.b64encode(b"label not ready").decode(),
    json.dumps(base64.b64encode(b'{"status":"queued"}').decode()),
]
WORDS = {
    "Error: address not found": "Error: address not found",
    "Error processing the request: invalid postcode": "Error processing the request: invalid postcode",
    '{"error":"Address not found"}': "Address not found",
    '{"errors":[{"code":12,"message":"no such postcode"}],"id":"7"}': "no such postcode",
    '{"success":false,"message":"Alıcı adresi bulunamadı"}': "Alıcı adresi bulunamadı",
    "<error>no label</error>": "no label",
    "ERROR": "ERROR",
    base64.b64encode("Hatalı adres bilgisi".encode()).decode(): "Hatalı adres bilgisi",
    f"Error: {'x ' * 450}y": f"Error: {'x ' * 96}…",
}


@pytest.mark.parametrize("text", PENDING)
def test_it_knows_a_label_that_is_not_ready(text: str) -> None:
    found = detect(text)
    assert (found.format, found.is_pending, found.problem) == (
        LabelFormat.UNKNOWN,
        True,
        messages.NOT_READY(),
    )


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_it_says_what_the_carrier_says(text: str, words: str) -> None:
    found = detect(text)
    assert (found.is_pending, found.problem) == (False, messages.CARRIER_WORDS(words=words))


@pytest.mark.parametrize("text", ["", " \r\n", '""', "\ufeff", "''"])
def test_it_says_that_nothing_came(text: str) -> None:
    found = detect(text)
    assert (found.is_empty, found.problem) == (True, messages.NO_ANSWER_LABEL())


@pytest.mark.parametrize(
    "text",
    [
        "abcd",
        "data:",
        "iVBORw0KGgo404fail" * 9,
        "! 0 200 200 210 1\r\nTEXT 4 0 30 40 Hi\r\nFORM\r\nPRINT\r\n",
        "\x02n\x02L\r\n",
    ],
)
def test_it_claims_nothing_of_other_forms(text: str) -> None:
    found = detect(text)
    assert (found.is_pending, found.is_empty, str(found.problem)) == (False, False, "")


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (
            "<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>",
            "502 Bad Gateway",
        ),
        ("<!DOCTYPE html><html><body><h2>Hata: gönderi yok</h2></body></html>", "Hata: gönderi yok"),
        ("<html><body><p>Service unavailable&nbsp;now</p></body></html>", "Service unavailable now"),
    ],
)
def test_it_takes_a_page_with_an_error_for_no_label(page: str, words: str) -> None:
    found = detect(page)
    assert (found.format, found.problem) == (LabelFormat.UNKNOWN, messages.CARRIER_PAGE(words=words))


def test_it_takes_a_page_that_draws_for_a_label() -> None:
    page = make_html("Error Street 502, not found easily")
    assert detect(page).format is LabelFormat.HTML
