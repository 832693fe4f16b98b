"""What PKG104 may answer instead of a string: what came is told apart by whoever reads labels."""

import pytest

from packages_ui.seller_center.decoding import NotAsDocumented, label


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b'{"data": "^XA\\u003e"}', "^XA>"),
        (b'{"data": null}', "null"),
        (b'{"data": ["^XA", "b"]}', '["^XA", "b"]'),
        (b'{"status": "PENDING"}', '{"status": "PENDING"}'),
        (b'["a"]', '["a"]'),
        (b'"^XA"', "^XA"),
        (b"{}", "{}"),
        (b"null", "null"),
        (b"", "null"),
        (b" \n", "null"),
    ],
)
def test_it_tells_what_came(content: bytes, text: str) -> None:
    assert label(content) == text


@pytest.mark.parametrize(
    "content", [b"<html>", b'{"data": "a', b"[" * 100_000, b'{"data": "\xff"}', b'{"data": {"a": "\xff"}}']
)
def test_it_refuses_what_is_no_json(content: bytes) -> None:
    with pytest.raises(NotAsDocumented):
        label(content)
