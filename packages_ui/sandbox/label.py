"""PKG104: the cargo label, in the format of the package's carrier, made when it is first requested."""

from base64 import b64encode
from binascii import crc32
from collections.abc import Callable
from threading import Lock

from packages_ui.sandbox.answers import Answer, RefusalError, json_answer, refused
from packages_ui.sandbox.label_facts import LabelFacts, facts_of
from packages_ui.sandbox.labels_html import html
from packages_ui.sandbox.labels_pdf import pdf
from packages_ui.sandbox.labels_picture import jpeg, png
from packages_ui.sandbox.labels_untidy import KINDS, UNTIDY
from packages_ui.sandbox.labels_zpl import zpl, zpl_pieces
from packages_ui.sandbox.records import Record
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store

_MOST_KEPT = 5000


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


DRAWN: dict[str, Callable[[LabelFacts], str]] = {
    "zpl": zpl,
    "zpl-base64": lambda facts: _base64(zpl_pieces(facts).encode()),
    "pdf": lambda facts: _base64(pdf(facts, width=100, height=150)),
    "pdf-landscape": lambda facts: _base64(pdf(facts, width=150, height=100)),
    "png": lambda facts: _base64(png(facts)),
    "png-uri": lambda facts: f"data:image/png;base64,{_base64(png(facts))}",
    "jpeg": lambda facts: _base64(jpeg(facts)),
    "html": html,
    "hostile-html": lambda facts: html(facts, hostile=True),
    "url": lambda facts: f"https://labels.akinon.com/{facts.number}.pdf",
    "unknown": lambda facts: _base64(
        f"! 0 200 200 210 1\r\nTEXT 4 0 30 40 {facts.tracking_number}\r\nPRINT\r\n".encode()
    ),
    "unknown-text": lambda facts: f"ETIKET {facts.tracking_number} YAZICIYA GONDERILDI",
}
_OF_CARRIER = {
    "aras": ("zpl",),
    "dhl": ("pdf-landscape",),
    "yurtici": ("pdf",),
    "mng": ("zpl-base64",),
    "surat": ("png", "png-uri", "png", "png-uri", "jpeg"),
    "ptt": ("html",),
}


def kind_of(record: Record, *, untidy: bool = False) -> str:
    """A key of `DRAWN`, or of `UNTIDY` where such labels are wanted; else `manual-entry` or `not-ready`."""
    if record.method.manual:
        return "manual-entry"
    if not record.body.get("tracking_number"):
        return "not-ready"
    if record.oddity and record.revision == 0:
        return record.oddity
    kinds = (KINDS if untidy else _OF_CARRIER)[record.method.slug]
    return kinds[crc32(record.number.encode()) % len(kinds)]


class Shelf:
    """Finished answers by package number and revision. Two threads that draw one label get the same bytes."""

    def __init__(self, *, untidy: bool = False) -> None:
        self._untidy = untidy
        self._kept: dict[tuple[str, int], Answer] = {}
        self._lock = Lock()

    def label(self, store: Store, request: Request, number: str) -> Callable[[], Answer]:  # noqa: ARG002 (common shape)
        """Look under the caller's lock; what is returned draws without it."""
        record = store.find(number)
        kind = kind_of(record, untidy=self._untidy)
        if kind not in DRAWN and kind not in UNTIDY:
            raise _no_label(record, kind)
        key = (record.number, record.revision)
        if kept := self._kept.get(key):
            return lambda: kept
        facts = facts_of(record)
        return lambda: self._draw(key, kind, facts)

    def _draw(self, key: tuple[str, int], kind: str, facts: LabelFacts) -> Answer:
        answer = json_answer({"data": (DRAWN.get(kind) or UNTIDY[kind])(facts)})
        with self._lock:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = answer
        return answer


def _no_label(record: Record, kind: str) -> RefusalError:
    if kind == "manual-entry":
        return refused("This shipping method has no labels. Enter the waybill and tracking numbers yourself.")
    return refused(f"{record.method.company}: Gönderi kaydı henüz oluşmadı, etiket hazır değil (E-1042).")
