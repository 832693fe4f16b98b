"""What every page loads is made of several files, and is as they are now."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from backoffice import bundles


def test_it_serves_the_parts_in_their_order(client: Client) -> None:
    served = b"".join(client.get("/static/base.js"))
    places = [served.index(Path(bundles.SOURCES, part).read_bytes()) for part in bundles.BUNDLES["base.js"]]
    assert places == sorted(places)


def test_it_makes_a_bundle_again_when_a_part_has_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bundles, "SOURCES", tmp_path)
    monkeypatch.setattr(bundles, "MADE", tmp_path / "made")
    monkeypatch.setattr(bundles, "BUNDLES", {"base.js": ("one.js",)})
    (tmp_path / "one.js").write_text("1")
    assert bundles.make("base.js").read_text() == "1"
    (tmp_path / "one.js").write_text("2")

    assert bundles.make("base.js").read_text() == "2"
    assert [path.name for path in (tmp_path / "made").iterdir()] == ["base.js"]


def test_it_is_found_like_any_static_file() -> None:
    assert finders.find("base.css") == str(bundles.MADE / "base.css")
    listed = [path for finder in finders.get_finders() for path, _ in finder.list([])]
    assert listed.count("base.css") == listed.count("base.js") == 1
    assert Path(settings.STATIC_ROOT) != bundles.MADE
