"""The words on documents, in both languages.

A paper's language is chosen apart from the screen's, and drawing runs in child processes without Django: so
these are typed values, where a missing word is an error of types, and not part of the gettext catalogues.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Language(StrEnum):
    """The language of a document."""

    TR = "tr"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All text on documents apart from Seller Center's data. `{}` is filled in. `commands` maps each code to
    its title and its meaning."""

    page: str
    of: str
    pick_list: str
    packages: str
    units: str
    by_product: str
    by_package: str
    reverse: str
    as_labels: str
    product: str
    shelf: str
    slot: str
    cart: str
    count: str
    package: str
    order: str
    unread: str
    gift: str
    note: str
    manual: str
    packing_slip: str
    recipient: str
    amount: str
    discount: str
    total: str
    gift_note: str
    command_sheet: str
    commands: dict[str, tuple[str, str]]
    station: str
    station_slip: str
    work_here: str
    label_printer: str
    document_printer: str
    handover_list: str
    company: str
    at: str
    who: str
    tracking: str
    parcels: str
    handed_over: str
    taken_over: str
    name: str
    plate: str
    signature: str


_EN = Words(
    page="Page",
    of="of",
    pick_list="Pick list",
    packages="Packages: {}",
    units="Units: {}",
    by_product="By product",
    by_package="By package",
    reverse="Packages in reverse order of the labels",
    as_labels="Packages in the order of the labels",
    product="Product",
    shelf="Shelf",
    slot="Slot {}",
    cart="Cart {}",
    count="Quantity",
    package="Package",
    order="Order {}",
    unread="Could not be read: its products are missing on this list",
    gift="GIFT",
    note="NOTE",
    manual="MANUAL ENTRY",
    packing_slip="Packing slip",
    recipient="To",
    amount="Amount",
    discount="Discount",
    total="Total",
    gift_note="Gift note",
    command_sheet="Command sheet",
    commands={
        "OK": ("OK", "Confirm a note or an error"),
        "UNDO": ("UNDO", "Uncount the last item"),
        "SKIP": ("SKIP", "This item has no barcode: count it by hand"),
        "QTY-5": ("× 5", "Count 5 more of the product on screen, by hand"),
        "QTY-10": ("× 10", "Count 10 more of the product on screen, by hand"),
        "PARK": ("SET ASIDE", "Set this package aside and continue with another"),
        "REPRINT": ("REPRINT", "Print the cargo label again"),
        "MISSING": ("MISSING", "An item is missing: reject, split or release"),
        "NEXT": ("NEXT", "Show the next product, or continue what was set aside"),
    },
    station="Station",
    station_slip="Station slip",
    work_here="Scan to work at this station",
    label_printer="Labels: {}",
    document_printer="Documents: {}",
    handover_list="Handover list",
    company="Shipping company",
    at="Date and time",
    who="Handed over by",
    tracking="Tracking number",
    parcels="Packages: {}",
    handed_over="Handed over",
    taken_over="Taken over by the driver",
    name="Name",
    plate="License plate",
    signature="Signature",
)
_TR = Words(
    page="Sayfa",
    of="/",
    pick_list="Toplama listesi",
    packages="Paket: {}",
    units="Adet: {}",
    by_product="Ürüne göre",
    by_package="Pakete göre",
    reverse="Paketler etiketlerin ters sırasıyla",
    as_labels="Paketler etiketlerin sırasıyla",
    product="Ürün",
    shelf="Raf",
    slot="Göz {}",
    cart="Araba {}",
    count="Adet",
    package="Paket",
    order="Sipariş {}",
    unread="Okunamadı: ürünleri bu listede yok",
    gift="HEDİYE",
    note="NOT",
    manual="ELLE GİRİŞ",
    packing_slip="Paket içeriği",
    recipient="Alıcı",
    amount="Tutar",
    discount="İndirim",
    total="Toplam",
    gift_note="Hediye notu",
    command_sheet="Komut kartı",
    commands={
        "OK": ("TAMAM", "Notu ya da hatayı onayla"),
        "UNDO": ("GERİ AL", "Son okutulan ürünü geri al"),
        "SKIP": ("ATLA", "Bu ürünün barkodu yok: elle say"),
        "QTY-5": ("× 5", "Ekrandaki üründen 5 adet daha elle say"),
        "QTY-10": ("× 10", "Ekrandaki üründen 10 adet daha elle say"),
        "PARK": ("BEKLET", "Bu paketi beklet, başka paketle devam et"),
        "REPRINT": ("YENİDEN YAZDIR", "Kargo etiketini yeniden yazdır"),
        "MISSING": ("EKSİK", "Ürün eksik: reddet, böl ya da rezervasyonu kaldır"),
        "NEXT": ("SIRADAKİ", "Sıradaki ürünü göster ya da bekletilen pakete devam et"),
    },
    station="Masa",
    station_slip="Masa kartı",
    work_here="Bu masada çalışmak için okutun",
    label_printer="Etiketler: {}",
    document_printer="Belgeler: {}",
    handover_list="Teslim tutanağı",
    company="Kargo firması",
    at="Tarih ve saat",
    who="Teslim eden",
    tracking="Takip numarası",
    parcels="Paket: {}",
    handed_over="Teslim eden",
    taken_over="Teslim alan (sürücü)",
    name="Ad soyad",
    plate="Plaka",
    signature="İmza",
)


def words(language: Language) -> Words:
    """All words of that language."""
    return _TR if language is Language.TR else _EN


def moment(at: datetime) -> str:
    """The same in both languages; `at` is in the warehouse's time zone."""
    return f"{at:%d.%m.%Y %H:%M}"


def money(amount: Decimal, currency: str, language: Language) -> str:
    """`1,234.50 TRY`, or `1.234,50 TRY` in Turkish."""
    number = f"{amount:,.2f}"
    if language is Language.TR:
        number = number.translate(str.maketrans(",.", ".,"))
    return f"{number} {currency}".strip()
