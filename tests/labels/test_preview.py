import io

import pytest
from PIL import Image

from packages_ui.labels.detect import LabelFormat
from packages_ui.labels.errors import LabelError
from packages_ui.labels.pages import to_pdf
from packages_ui.labels.preview import preview
from packages_ui.labels.size import LABEL_100X150, LabelSize
from tests.labels.makers import darkness, make_pdf, make_picture


def test_it_draws_a_page_as_wide_as_asked() -> None:
    png = Image.open(io.BytesIO(preview(make_pdf(LABEL_100X150), width_px=300)))
    assert (png.format, png.mode, png.width) == ("PNG", "L", 300)
    assert abs(png.height - 450) <= 2


def test_it_shows_what_is_on_the_page() -> None:
    png = preview(to_pdf(make_picture(400, 600), LabelFormat.PNG))
    left, right = darkness(Image.open(io.BytesIO(png)), (0.02, 0.1, 0.2, 0.9), (0.3, 0.1, 0.98, 0.9))
    assert left > 0.98
    assert right < 0.02


@pytest.mark.parametrize("page", [-1, 1])
def test_it_refuses_a_page_that_is_not_there(page: int) -> None:
    with pytest.raises(LabelError, match="there is no page"):
        preview(make_pdf(LABEL_100X150), page=page)


def test_it_stays_small_for_a_very_long_page() -> None:
    png = Image.open(io.BytesIO(preview(make_pdf(LabelSize(10, 5000)), width_px=4000)))
    assert max(png.size) <= 4001
