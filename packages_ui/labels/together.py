"""Many labels of one package, each as its printer takes it, as one job."""

import io
from collections.abc import Callable, Sequence

from packages_ui.labels import several
from packages_ui.labels.formats import LabelFormat
from packages_ui.labels.join import join
from packages_ui.labels.papers import Printable
from packages_ui.messages.message import joined


def together(
    content: bytes,
    make: Callable[[bytes, LabelFormat], Printable],
    join_all: Callable[[Sequence[bytes]], bytes],
) -> Printable:
    """Many labels of one package as one job: all its pieces, and all remarks about any."""
    made = [make(part, kind) for kind, part in several.unpack(content)]
    papers = [part.papers for part in made if part.papers]
    return Printable(
        join_all([part.content for part in made]),
        sum(part.pieces for part in made),
        tuple(text for part in made for text in part.barcodes),
        is_read=all(part.is_read for part in made),
        note=joined(part.note for part in made),
        doubt=joined(part.doubt for part in made),
        drawn=joined(part.drawn for part in made),
        left_out=tuple(dict.fromkeys(name for part in made for name in part.left_out)),
        papers=one_pdf(papers) if papers else b"",
    )


def one_pdf(pdfs: Sequence[bytes]) -> bytes:
    both = io.BytesIO()
    join(pdfs, both)
    return both.getvalue()
