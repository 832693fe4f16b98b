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
            "The printer gave up. The printer could not read it.",
        ),
        (("job-hold-until-specified",), "It is on hold."),
        (("quite-new-reason",), "Reason: quite new reason."),
        (("a-b", "c-d", "e-f", "g-h"), "Reason: a b. Reason: c d. Reason: e f."),
    ],
)
def test_it_says_why_in_plain_words(reasons: tuple[str, ...], why: str) -> None:
    assert IppJob(1, "label-1", JobState.ABORTED, reasons).why == why
