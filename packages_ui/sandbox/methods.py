"""The shipping methods of the sandbox's seller."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Method:
    """A carrier's service. `manual` ones have no integration: no tracking number and no label."""

    id: str
    company: str
    slug: str
    service: str
    manual: bool = False

    @property
    def name(self) -> str:
        """As the API shows it: `DHL - Standard`."""
        return f"{self.company} - {self.service}"

    def company_body(self) -> dict[str, str]:
        """The `shipping_company` of a package."""
        return {"name": self.company, "slug": self.slug}

    def body(self) -> dict[str, Any]:
        """One row of GET /api/i2/shipping-methods/."""
        return {
            "id": self.id,
            "name": self.name,
            "shipping_company": self.company_body(),
            "is_requires_manual_entry": self.manual,
            "is_default": self is DEFAULT_METHOD,
        }


DHL = Method("847b006e-000a-432e-b500-e3f49fa9ddcc", "DHL", "dhl", "Standard")
ARAS = Method("1f6de4a5-5b0b-4a41-9a4c-0c9c5be1a101", "Aras Kargo", "aras", "Standart")
YURTICI = Method("2a9c7f36-8d13-4c55-8f7b-3d2f6a60b202", "Yurtiçi Kargo", "yurtici", "Standart")
MNG = Method("3c41d9e8-17a6-4d0e-b3c9-52e7d8f4c303", "MNG Kargo", "mng", "Ertesi Gün")
SURAT = Method("4e85b2c7-60f4-4e9a-a5d1-7b1c9e23d404", "Sürat Kargo", "surat", "Standart")
PTT = Method("5d07a3f9-92cb-4b68-9e0f-8a4d1c57e505", "PTT Kargo", "ptt", "Ekonomik")
COURIER = Method(
    "6b93e1d4-3f58-4f27-bc16-9d6e2a80f606", "Mağaza Kuryesi", "magaza-kuryesi", "Elden Teslim", manual=True
)
FREIGHT = Method("7f28c5b1-d4e9-4a83-8b7a-1c5f9d30a707", "Öz Ambar", "oz-ambar", "Palet", manual=True)

METHODS = (ARAS, DHL, YURTICI, MNG, SURAT, PTT, COURIER, FREIGHT)
SHARES = (30, 22, 22, 12, 6, 4, 2, 2)
DEFAULT_METHOD = DHL
_BY_ID = {method.id: method for method in METHODS}


def method_of(identifier: object) -> Method | None:
    """The method with this UUID in any legal spelling of case, or None."""
    return _BY_ID.get(identifier.lower()) if isinstance(identifier, str) else None


def company_of(text: str) -> dict[str, str]:
    """The `{name, slug}` that a PUT's company string becomes: a known carrier, or a new one."""
    for method in METHODS:
        if text.strip().casefold() in {method.company.casefold(), method.slug}:
            return method.company_body()
    slug = "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
    return {"name": text, "slug": slug}
