"""Invoices as sellers' systems have them: mostly a PDF of A4 pages; some not there yet, none at all, a page
instead, far too long, elsewhere."""

from binascii import crc32

from packages_ui.sandbox.answers import Answer, not_found
from packages_ui.sandbox.labels_pdf import sheets
from packages_ui.sandbox.records import PREPARING, Body, Record
from packages_ui.sandbox.request import Request
from packages_ui.sandbox.store import Store

PATH = "/invoices/"
ELSEWHERE = "https://files.example.com/invoices/{number}.pdf"
LATER = 2  # so often the answer is 404 before it is there
HUGE = 6_000_000
PAGE = "<!doctype html><html><title>e-Arşiv</title><body>Faturanız hazırlanıyor…</body></html>"
PAGES = {"two-pages": 2, "forty-pages": 40}
HERE = ("pdf", "two-pages", "later", "html", "forty-pages", "huge", "redirect", "broken")
KINDS = (
    *("pdf",) * 6,
    *("two-pages",) * 3,
    *HERE[2:],
    "later",
    "relative",
    "none",
    "empty",
    "absent",
    "http",
    "elsewhere",
)


def kind_of(record: Record) -> str:
    return KINDS[crc32(record.number.encode()) % len(KINDS)]


def add_invoice(record: Record) -> None:
    """Its fields in its package while it is packed."""
    kind, number = kind_of(record), record.number
    if record.status != PREPARING:
        return
    if kind == "absent":
        record.body.pop("invoice_url", None)
        return
    named = {
        "none": None,
        "empty": "",
        "http": f"http://files.example.com/invoices/{number}.pdf",
        "elsewhere": ELSEWHERE.format(number=number),
    }
    record.body["invoice_url"] = named.get(kind, f"{PATH}{kind}/{number}.pdf")


def addressed(body: Body, host: str) -> Body:
    """With the sandbox's own address, but for those that are given as a path alone."""
    url = body.get("invoice_url") or ""
    if not url.startswith(PATH) or url.startswith(f"{PATH}relative/"):
        return body
    return {**body, "invoice_url": f"http://{host}{url}"}


def show_invoice(store: Store, request: Request, kind: str, number: str) -> Answer:  # noqa: ARG001 (the same)
    """A file for anybody who has its address."""
    record = store.find(number)
    if kind == "later" and store.count_invoice(number) <= LATER:
        raise not_found()
    if kind == "redirect":
        return Answer(status=302, headers=(("Location", ELSEWHERE.format(number=number)),))
    if kind == "html":
        return Answer(status=200, body=PAGE.encode(), content_type="text/html; charset=utf-8")
    content = invoice(record, pages=PAGES.get(kind, 1))
    if kind == "broken":
        content = content[:300]
    elif kind == "huge":
        content += b"\n%" + b"0" * HUGE
    return Answer(status=200, body=content, content_type="application/pdf")


def invoice(record: Record, *, pages: int = 1) -> bytes:
    """A4."""
    body = record.body
    address = body.get("shipping_address") or {}
    who = f"{address.get('first_name') or ''} {address.get('last_name') or ''}".strip()
    head = ("e-Arşiv Fatura", f"Sipariş {body.get('order_number')}", f"Paket {record.number}", who[:60])
    rows = [f"{item.get('product')}   {item.get('amount')}" for item in record.items[:30]]
    return sheets([(*head, f"Sayfa {page} / {pages}", *rows) for page in range(1, pages + 1)])
