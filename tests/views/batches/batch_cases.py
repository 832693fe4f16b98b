"""What every view of batches must do, told once."""

from dataclasses import dataclass

from packages_ui.models import LabelBatch, PrintJob
from tests.services.batch_makers import batch_of, label_of, move


@dataclass(frozen=True)
class Case:
    """`path` takes the batch's id or the label's; `needs` is a permission's codename. `wrong` is a method
    that it does not take."""

    name: str
    method: str
    path: str
    needs: str
    wrong: str = ""


CASES = [
    Case("batches", "get", "/labels/", "view_packages"),
    Case("batch", "get", "/labels/batches/{batch}/", "view_packages"),
    Case("label_file", "get", "/labels/{label}/raw/", "view_packages"),
    Case("batch_pdf", "get", "/labels/batches/{batch}/labels.pdf", "print_labels"),
    Case("batch_create", "post", "/labels/batches/", "print_labels"),
    Case("batch_retry", "post", "/labels/batches/{batch}/retry/", "print_labels"),
    Case("batch_cancel", "post", "/labels/batches/{batch}/cancel/", "print_labels"),
    Case("batch_name", "post", "/labels/batches/{batch}/name/", "print_labels"),
    Case("batch_pause", "post", "/labels/batches/{batch}/pause/", "print_labels"),
    Case("batch_unpause", "post", "/labels/batches/{batch}/unpause/", "print_labels"),
    Case("batch_move", "post", "/labels/batches/{batch}/move/", "print_labels"),
    Case("batch_answer", "post", "/labels/batches/{batch}/answer/", "print_labels"),
    Case("batch_open", "post", "/labels/batches/{batch}/open/", "print_labels"),
    Case("batch_came_out", "post", "/labels/batches/{batch}/came-out/", "print_labels"),
    Case("batch_looked", "post", "/labels/batches/{batch}/looked/", "print_labels"),
    Case("batch_reprint asks", "get", "/labels/batches/{batch}/reprint/", "print_labels", "PUT"),
    Case("batch_reprint", "post", "/labels/batches/{batch}/reprint/", "print_labels", "PUT"),
    Case("batch_resume asks", "get", "/labels/batches/{batch}/resume/", "print_labels", "PUT"),
    Case("batch_resume", "post", "/labels/batches/{batch}/resume/", "print_labels", "PUT"),
    Case("unknown", "get", "/labels/unknown/", "view_packages", "PUT"),
    Case("unknown answers", "post", "/labels/unknown/", "print_labels", "PUT"),
]


def path_of(case: Case) -> str:
    """With rows to look at: a batch with one failed job and a label."""
    batch: LabelBatch = batch_of("1001", "1002")
    move(batch, PrintJob.State.FAILED, 2, reason="not ready")
    return case.path.format(batch=batch.pk, label=label_of("1001", b"%PDF-1.7").pk)
