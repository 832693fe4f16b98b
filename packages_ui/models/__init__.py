"""The rows that are ours: paper, packing, the copy, leases, what was done, and the lists people edit."""

from packages_ui.models.act import Act
from packages_ui.models.batch import LabelBatch
from packages_ui.models.bulk_action import BulkAction, BulkPackage
from packages_ui.models.carrier_dpi import CarrierDpi
from packages_ui.models.cart_slot import CartSlot
from packages_ui.models.choice import FallbackShippingMethod, RejectReason
from packages_ui.models.cut_off import CutOff, Holiday
from packages_ui.models.document import Document
from packages_ui.models.fetch_pause import FetchPause
from packages_ui.models.forgotten_person import ForgottenPerson
from packages_ui.models.handover import Handover, HandoverBox
from packages_ui.models.invoice import Invoice
from packages_ui.models.label import Label
from packages_ui.models.lease import Lease
from packages_ui.models.package_code import PackageCode
from packages_ui.models.package_mark import PackageMark, PackageTag
from packages_ui.models.package_stop import PackageStop
from packages_ui.models.packing import Packing, PackingUnit, Scan
from packages_ui.models.print_agent import PrintAgent
from packages_ui.models.print_hold import PrintHold
from packages_ui.models.print_job import PrintJob
from packages_ui.models.printer import Printer, Station
from packages_ui.models.product import Product
from packages_ui.models.product_barcode import ProductBarcode
from packages_ui.models.saved_view import ListLayout, SavedView, StartView
from packages_ui.models.shelf import Shelved, ShelvedCode, ShelvedItem
from packages_ui.models.slip import Slip
from packages_ui.models.status_change import StatusChange
from packages_ui.models.stored_package import StoredItem, StoredPackage, SyncWalk
from packages_ui.models.user_language import UserLanguage
from packages_ui.models.wall_screen import WallScreen

__all__ = [
    "Act",
    "BulkAction",
    "BulkPackage",
    "CarrierDpi",
    "CartSlot",
    "CutOff",
    "Document",
    "FallbackShippingMethod",
    "FetchPause",
    "ForgottenPerson",
    "Handover",
    "HandoverBox",
    "Holiday",
    "Invoice",
    "Label",
    "LabelBatch",
    "Lease",
    "ListLayout",
    "PackageCode",
    "PackageMark",
    "PackageStop",
    "PackageTag",
    "Packing",
    "PackingUnit",
    "PrintAgent",
    "PrintHold",
    "PrintJob",
    "Printer",
    "Product",
    "ProductBarcode",
    "RejectReason",
    "SavedView",
    "Scan",
    "Shelved",
    "ShelvedCode",
    "ShelvedItem",
    "Slip",
    "StartView",
    "Station",
    "StatusChange",
    "StoredItem",
    "StoredPackage",
    "SyncWalk",
    "UserLanguage",
    "WallScreen",
]
