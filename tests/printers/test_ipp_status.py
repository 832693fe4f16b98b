import pytest

from packages_ui.printers.ipp_status import IppStatus, PrinterState, Raster

PAPER = "The printer is out of paper: put in a new roll."
OPEN = "The printer is open: close it."
UNREACHED = "The print server does not reach the printer: check that it is switched on."


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("media-empty", PAPER),
        ("media-empty-error", PAPER),
        ("media-empty-warning", PAPER),
        ("media-needed-error", PAPER),
        ("door-open-error", OPEN),
        ("cover-open-warning", OPEN),
        ("media-jam-error", "Paper is jammed in the printer: take it out."),
        ("marker-supply-empty-error", "The printer is out of ribbon or ink: put in a new one."),
        ("paused", "The printer is paused: resume it."),
        ("connecting-to-device", UNREACHED),
        ("connecting-to-device-report", UNREACHED),
        ("offline-report", "The printer is offline: check that it is switched on."),
        ("fuser-over-temp-error", "The printer reports an error (fuser over temp): check it."),
    ],
)
def test_it_names_each_trouble(reason: str, sentence: str) -> None:
    assert IppStatus(PrinterState.PROCESSING, (reason,)).trouble == sentence


@pytest.mark.parametrize(
    "reason",
    [
        "media-low-warning",
        "marker-supply-low-report",
        "toner-low",
        "media-empty-report",
        "cups-waiting-for-job-completed",
        "other-warning",
        "moving",
    ],
)
def test_it_makes_no_trouble_of_what_stops_nothing(reason: str) -> None:
    assert IppStatus(PrinterState.PROCESSING, (reason,)).trouble == ""


def test_it_names_the_cause_before_what_follows_from_it() -> None:
    reasons = ("paused", "strange-error", "media-empty-error", "cover-open-error")
    assert IppStatus(PrinterState.STOPPED, reasons).trouble == OPEN


def test_it_knows_the_words_of_cups_for_a_printer_that_is_off() -> None:
    words = "The printer may not exist or is unavailable at this time."
    assert IppStatus(PrinterState.PROCESSING, message=words).trouble == UNREACHED


def test_it_says_that_a_stopped_printer_is_stopped() -> None:
    assert "is stopped" in IppStatus(PrinterState.STOPPED).trouble
    assert "takes no labels now" in IppStatus(PrinterState.IDLE, accepting=False).trouble
    assert IppStatus(PrinterState.IDLE).trouble == ""


@pytest.mark.parametrize(
    ("formats", "dpis", "kinds", "wanted"),
    [
        (("application/pdf", "image/pwg-raster"), (300,), ("black_1",), None),
        (("image/urf",), (), (), None),
        ((), (), (), None),
        (("image/pwg-raster",), (150, 203, 300), ("srgb_8", "black_1"), Raster(203, "black_1")),
        (("image/pwg-raster",), (150, 600, 300), ("srgb_8", "sgray_8"), Raster(300, "sgray_8")),
        (("image/pwg-raster",), (150,), ("srgb_8",), Raster(150, "srgb_8")),
        (("image/pwg-raster",), (), (), Raster(203, "sgray_8")),
    ],
)
def test_it_wants_raster_only_where_it_takes_no_pdf(
    formats: tuple[str, ...], dpis: tuple[int, ...], kinds: tuple[str, ...], wanted: Raster | None
) -> None:
    status = IppStatus(PrinterState.IDLE, formats=formats, raster_dpis=dpis, raster_kinds=kinds)
    assert status.raster(dpi=203) == wanted
