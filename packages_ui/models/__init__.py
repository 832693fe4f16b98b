"""The rows that are ours: paper, leases, what was done, and the lists people edit."""

from packages_ui.models.act import Act
from packages_ui.models.batch import LabelBatch
from packages_ui.models.choice import FallbackShippingMethod, RejectReason
from packages_ui.models.label import Label
from packages_ui.models.lease import Lease
from packages_ui.models.print_job import PrintJob
from packages_ui.models.printer import Printer, Station
from packages_ui.models.slip import Slip

__all__ = [
    "Act",
    "FallbackShippingMethod",
    "Label",
    "LabelBatch",
    "Lease",
    "PrintJob",
    "Printer",
    "RejectReason",
    "Slip",
    "Station",
]
