import pytest

from packages_ui.printers.media import MediaSize


@pytest.mark.parametrize(
    ("size", "name"),
    [
        (MediaSize(100, 150), "om_label_100x150mm"),
        (MediaSize(101.6, 152.4), "om_label_101.6x152.4mm"),
        (MediaSize(57.15, 31.755), "om_label_57.15x31.75mm"),
    ],
)
def test_it_describes_itself(size: MediaSize, name: str) -> None:
    assert size.name == name
    assert size.name_among(()) == name


@pytest.mark.parametrize(
    ("size", "listed", "name"),
    [
        (MediaSize(101.6, 152.4), "oe_4x6-label_4x6in", "oe_4x6-label_4x6in"),
        (MediaSize(100, 150), "om_small-photo_100x150mm", "om_small-photo_100x150mm"),
        (MediaSize(100, 150), "custom_max_100x150mm", "om_label_100x150mm"),
        (MediaSize(100, 150), "oe_4x6-label_4x6in", "om_label_100x150mm"),
        (MediaSize(100, 150), "om_turned_150x100mm", "om_label_100x150mm"),
        (MediaSize(100, 150), "Label 100x150mm\x00", "om_label_100x150mm"),
    ],
)
def test_it_uses_the_printers_own_name_for_exactly_this_size(size: MediaSize, listed: str, name: str) -> None:
    assert size.name_among(("iso_a4_210x297mm", listed)) == name


def test_it_prefers_the_name_that_says_label() -> None:
    assert MediaSize(100, 150).name_among(("om_a_100x150mm", "om_label_100x150mm")) == "om_label_100x150mm"
