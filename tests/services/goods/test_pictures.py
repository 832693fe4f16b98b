"""Pictures come from allowed hosts to our own disk."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from packages_ui.drawing import draw
from packages_ui.drawing.errors import Busy
from packages_ui.labels.papers import Pictures
from packages_ui.models import Product
from packages_ui.sandbox.products import picture
from packages_ui.seller_center.files import FileFailed, FileRefused, Source
from packages_ui.services.goods import files, pictures
from packages_ui.services.goods.pictures import fetch_pictures
from tests.services.goods.makers import product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ADDRESS = "https://cdn.example.com/a.png"


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked for; each is a picture of a shirt."""
    asked: list[str] = []

    def fetch(_: Source, url: str) -> bytes:
        asked.append(url)
        return picture("AKN-TSHRT-RD")

    monkeypatch.setattr(Source, "fetch", fetch)
    return asked


def fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fetch(_: Source, url: str) -> bytes:
        raise error

    monkeypatch.setattr(Source, "fetch", fetch)


def due(**more: Any) -> Product:
    return product("AKN-A", image=ADDRESS, picture_due_at=timezone.now(), **more)


def run() -> bool:
    return fetch_pictures(lambda: True)


def test_it_keeps_a_picture(fetched: list[str], media: Path) -> None:
    row = due()
    assert not run()
    row.refresh_from_db()
    assert fetched == [ADDRESS]
    assert row.picture_due_at is None
    assert files.load(row.picture, "large").startswith(b"\xff\xd8")  # type: ignore[union-attr]
    assert files.load(row.picture, "small") is not None
    assert not run()
    assert len(fetched) == 1


def test_a_failure_is_tried_again_later_and_later(monkeypatch: pytest.MonkeyPatch) -> None:
    row = due(picture="ab" * 32)
    fails(monkeypatch, FileFailed("status 503"))
    for hours in (1, 4, 16, 64):
        run()
        row.refresh_from_db()
        assert row.picture_due_at
        assert abs(row.picture_due_at - timezone.now() - timedelta(hours=hours)) < timedelta(minutes=30)
        Product.objects.update(picture_due_at=timezone.now())
    run()
    row.refresh_from_db()
    assert row.picture_due_at is None
    assert row.picture == "ab" * 32  # the last one stays


def test_one_that_is_refused_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    row = due()
    fails(monkeypatch, FileRefused("a host that is not allowed"))
    run()
    row.refresh_from_db()
    assert (row.picture_due_at, row.picture) == (None, "")


def test_what_is_no_picture_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    row = due()
    monkeypatch.setattr(Source, "fetch", lambda *_: b"<html>")
    run()
    row.refresh_from_db()
    assert (row.picture_due_at, row.picture) == (None, "")


def test_it_makes_way_for_labels(fetched: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(draw, "draw_pictures", busy)
    row = due()
    assert not run()
    row.refresh_from_db()
    assert row.picture_due_at is not None


def test_a_picture_of_before_does_not_replace_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    row = due()

    def fetch(_: Source, url: str) -> bytes:
        Product.objects.update(image="https://cdn.example.com/new.png")
        monkeypatch.setattr(Source, "fetch", lambda *_: picture("AKN-JEAN-BL"))
        return picture("AKN-TSHRT-RD")

    monkeypatch.setattr(Source, "fetch", fetch)
    run()
    row.refresh_from_db()
    assert row.picture == files.store(draw.draw_pictures(picture("AKN-JEAN-BL")))


def test_it_fetches_from_seller_center_and_what_the_setting_names(settings: Settings) -> None:
    settings.PICTURE_HOSTS = ["cdn.example.com"]
    assert pictures.source().own == settings.SELLER_CENTER_URL
    assert pictures.source().hosts == ("cdn.example.com",)


def test_a_picture_that_no_product_has_is_deleted(fetched: list[str], media: Path) -> None:
    due()
    run()
    row = Product.objects.get()
    unused = files.store(Pictures(b"unused", b"unused"))
    new = files.store(Pictures(b"new", b"new"))
    for digest in (row.picture, unused):
        for path in media.rglob(f"{digest}*"):
            os.utime(path, (0, 0))
    assert pictures.forget() == 2
    assert [bool(files.load(digest, "small")) for digest in (row.picture, unused, new)] == [True, False, True]


def test_it_ends_when_it_has_to(fetched: list[str]) -> None:
    due()
    assert fetch_pictures(lambda: False)
    assert fetched == []
