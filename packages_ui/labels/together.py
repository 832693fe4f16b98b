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
    made = [make(one, kind) for kind, one in several.unpack(content)]
    papers = [one.papers for one in made if one.papers]
    return Printable(
        join_all([one.content for one in made]),
        sum(one.pieces for one in made),
        tuple(text for one in made for text in one.barcodes),
        is_read=all(one.is_read for one in made),
        note=joined(one.note for one in made),
        doubt=joined(one.doubt for one in made),
        drawn=joined(one.drawn for one in made),
        left_out=tuple(dict.fromkeys(name for one in made for name in one.left_out)),
        papers=one_pdf(papers) if papers else b"",
    )


def one_pdf(pdfs: Sequence[bytes]) -> bytes:
    both = io.BytesIO()
    join(pdfs, both)
    return both.getvalue()
