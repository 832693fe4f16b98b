import pytest

from packages_ui.printers.ipp import IppJob, JobState


@pytest.mark.parametrize(
    ("reasons", "why"),
    [
        ((), ""),
        (("job-completed-successfully",), ""),
        (("processing-to-stop-point", "job-printing"), ""),
        (("job-canceled-by-user",), "It was cancelled."),
        (
            ("aborted-by-system", "document-format-error"),
            "The printer gave it up. The printer could not read it.",
        ),
        (("job-hold-until-specified",), "It is held back."),
        (("quite-new-reason",), "Quite new reason."),
        (("a-b", "c-d", "e-f", "g-h"), "A b. C d. E f."),
    ],
)
def test_it_says_why_in_plain_words(reasons: tuple[str, ...], why: str) -> None:
    assert IppJob(1, "label-1", JobState.ABORTED, reasons).why == why
