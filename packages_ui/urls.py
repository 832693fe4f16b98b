"""The addresses of the packages screens: the name of each is its verb."""

from django.urls import URLPattern, URLResolver, path

from packages_ui.views.agent import agent_next, agent_pair
from packages_ui.views.barcodes import (
    barcode_forget,
    barcode_labels,
    barcode_teach,
    barcodes,
    barcodes_csv,
    barcodes_import,
)
from packages_ui.views.batches.batch import batch
from packages_ui.views.batches.batch_answers import batch_answer, batch_came_out, batch_looked
from packages_ui.views.batches.batch_control import (
    batch_cancel,
    batch_move,
    batch_name,
    batch_pause,
    batch_retry,
    batch_unpause,
)
from packages_ui.views.batches.batch_print import batch_open, batch_pdf
from packages_ui.views.batches.batches import batch_create, batches
from packages_ui.views.batches.label import label, label_file
from packages_ui.views.batches.reprint import batch_reprint, batch_resume
from packages_ui.views.batches.unknown import unknown
from packages_ui.views.context import here
from packages_ui.views.documents.documents import (
    document,
    document_pdf,
    document_print,
    documents,
    documents_forecast,
)
from packages_ui.views.goods import picture, products, products_csv, products_import
from packages_ui.views.handover.closed import handover_again, handover_close, handover_closed, handover_list
from packages_ui.views.handover.handover import handover, handover_remove, handover_scan
from packages_ui.views.overview.cut_offs import (
    cut_off_delete,
    cut_off_save,
    cut_offs,
    holiday_delete,
    holiday_save,
)
from packages_ui.views.overview.help import help_
from packages_ui.views.overview.overview import overview
from packages_ui.views.overview.screens import wall_screen, wall_screen_revoke, wall_screens
from packages_ui.views.packages.action_page import action_view
from packages_ui.views.packages.actions import PAGES
from packages_ui.views.packages.bulk import bulk, bulk_action, bulk_repeat, bulk_start, bulk_stop
from packages_ui.views.packages.detail import detail
from packages_ui.views.packages.find import find, suggest
from packages_ui.views.packages.invoice import (
    package_invoice,
    package_invoice_print,
    package_without_invoice,
)
from packages_ui.views.packages.list import export, item_counts, list_
from packages_ui.views.packages.marks import package_hold, package_release, package_write_on
from packages_ui.views.packages.saved_views import list_layout, view_delete, view_save, view_start
from packages_ui.views.packages.status_counts import counts
from packages_ui.views.packing.desk import pack
from packages_ui.views.packing.missing import pack_missing
from packages_ui.views.packing.scan import pack_scan
from packages_ui.views.packing.shortage import pack_shortage
from packages_ui.views.packing.waiting import pack_again, pack_waiting, pack_withdraw
from packages_ui.views.packing.without_label import pack_without_invoice, pack_without_label
from packages_ui.views.stations.agent_setup import (
    agent_code,
    agent_delete,
    agent_download,
    agent_move,
    agent_revoke,
)
from packages_ui.views.stations.pairing import verify_printer
from packages_ui.views.stations.printer import printer_look, printer_pause, printer_resume, printing_go_on
from packages_ui.views.stations.printer_edit import printer_add, printer_delete, printer_edit
from packages_ui.views.stations.printer_slips import printer_pair, printer_test, slip, slip_pdf
from packages_ui.views.stations.station import (
    station,
    station_add,
    station_delete,
    station_edit,
    station_printer,
    station_shift,
)
from packages_ui.views.stations.stations import carrier_dpi, station_choose, stations
from packages_ui.views.stations.this_browser import station_leave, station_use

app_name = "packages_ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("pack/", pack, name="pack"),  # requested far more often than all others: found first
    path("pack/scan/", pack_scan, name="pack_scan"),
    path("", overview, name="overview"),
    path("screens/", wall_screens, name="wall_screens"),
    path("screens/<int:pk>/revoke/", wall_screen_revoke, name="wall_screen_revoke"),
    path("tv/<str:token>/", wall_screen, name="wall_screen"),
    path("help/", help_, name="help"),
    path("cut-offs/", cut_offs, name="cut_offs"),
    path("cut-offs/save/", cut_off_save, name="cut_off_save"),
    path("cut-offs/<int:pk>/delete/", cut_off_delete, name="cut_off_delete"),
    path("cut-offs/holidays/save/", holiday_save, name="holiday_save"),
    path("cut-offs/holidays/<int:pk>/delete/", holiday_delete, name="holiday_delete"),
    path("packages/", list_, name="list"),
    path("packages/counts/", counts, name="counts"),
    path("packages/item-counts/", item_counts, name="item_counts"),
    path("packages/find/", find, name="find"),
    path("packages/suggest/", suggest, name="suggest"),
    path("packages/export.csv", export, {"kind": "csv"}, name="export_csv"),
    path("packages/export.xlsx", export, {"kind": "xlsx"}, name="export_xlsx"),
    path("packages/views/save/", view_save, name="view_save"),
    path("packages/views/start/", view_start, name="view_start"),
    path("packages/layout/", list_layout, name="list_layout"),
    path("packages/views/<str:pk>/delete/", view_delete, name="view_delete"),
    path("packages/bulk/", bulk, name="bulk"),
    path("packages/bulk/<int:pk>/", bulk_action, name="bulk_action"),
    path("packages/bulk/<int:pk>/start/", bulk_start, name="bulk_start"),
    path("packages/bulk/<int:pk>/stop/", bulk_stop, name="bulk_stop"),
    path("packages/bulk/<int:pk>/repeat/", bulk_repeat, name="bulk_repeat"),
    path("packages/<str:number>/", detail, name="detail"),
    *(path(f"packages/<str:number>/{page.path}", action_view(page), name=page.name) for page in PAGES),
    path("packages/<str:number>/label/", label, name="label"),
    path("packages/<str:number>/invoice.pdf", package_invoice, name="package_invoice"),
    path("packages/<str:number>/invoice/print/", package_invoice_print, name="package_invoice_print"),
    path("packages/<str:number>/without-invoice/", package_without_invoice, name="package_without_invoice"),
    path("packages/<str:number>/hold/", package_hold, name="package_hold"),
    path("packages/<str:number>/marks/", package_write_on, name="package_write_on"),
    path("packages/<str:number>/release-hold/", package_release, name="package_release"),
    path("labels/", batches, name="batches"),
    path("labels/unknown/", unknown, name="unknown"),
    path("labels/<int:pk>/raw/", label_file, name="label_file"),
    path("labels/batches/", batch_create, name="batch_create"),
    path("labels/batches/<int:pk>/", batch, name="batch"),
    path("labels/batches/<int:pk>/labels.pdf", batch_pdf, name="batch_pdf"),
    path("labels/batches/<int:pk>/retry/", batch_retry, name="batch_retry"),
    path("labels/batches/<int:pk>/cancel/", batch_cancel, name="batch_cancel"),
    path("labels/batches/<int:pk>/name/", batch_name, name="batch_name"),
    path("labels/batches/<int:pk>/pause/", batch_pause, name="batch_pause"),
    path("labels/batches/<int:pk>/unpause/", batch_unpause, name="batch_unpause"),
    path("labels/batches/<int:pk>/move/", batch_move, name="batch_move"),
    path("labels/batches/<int:pk>/answer/", batch_answer, name="batch_answer"),
    path("labels/batches/<int:pk>/resume/", batch_resume, name="batch_resume"),
    path("labels/batches/<int:pk>/reprint/", batch_reprint, name="batch_reprint"),
    path("labels/batches/<int:pk>/open/", batch_open, name="batch_open"),
    path("labels/batches/<int:pk>/came-out/", batch_came_out, name="batch_came_out"),
    path("labels/batches/<int:pk>/looked/", batch_looked, name="batch_looked"),
    path("pack/missing/", pack_missing, name="pack_missing"),
    path("pack/missing/shortage/", pack_shortage, name="pack_shortage"),
    path("pack/without-label/", pack_without_label, name="pack_without_label"),
    path("pack/without-invoice/", pack_without_invoice, name="pack_without_invoice"),
    path("pack/waiting/", pack_waiting, name="pack_waiting"),
    path("pack/waiting/<int:pk>/again/", pack_again, name="pack_again"),
    path("pack/waiting/<int:pk>/withdraw/", pack_withdraw, name="pack_withdraw"),
    path("pack/barcodes/", barcodes, name="barcodes"),
    path("pack/barcodes/barcodes.csv", barcodes_csv, name="barcodes_csv"),
    path("pack/barcodes/labels/", barcode_labels, name="barcode_labels"),
    path("pack/barcodes/import/", barcodes_import, name="barcodes_import"),
    path("pack/barcodes/teach/", barcode_teach, name="barcode_teach"),
    path("pack/barcodes/<int:pk>/forget/", barcode_forget, name="barcode_forget"),
    path("pack/products/", products, name="products"),
    path("pack/products/products.csv", products_csv, name="products_csv"),
    path("pack/products/import/", products_import, name="products_import"),
    path("products/pictures/<str:digest>/<str:size>.jpg", picture, name="picture"),
    path("handover/", handover, name="handover"),
    path("handover/scan/", handover_scan, name="handover_scan"),
    path("handover/boxes/<int:pk>/remove/", handover_remove, name="handover_remove"),
    path("handover/<int:pk>/", handover_closed, name="handover_closed"),
    path("handover/<int:pk>/close/", handover_close, name="handover_close"),
    path("handover/<int:pk>/list/", handover_list, name="handover_list"),
    path("handover/<int:pk>/again/", handover_again, name="handover_again"),
    path("documents/", documents, name="documents"),
    path("documents/forecast/", documents_forecast, name="documents_forecast"),
    path("documents/<int:pk>/", document, name="document"),
    path("documents/<int:pk>/print/", document_print, name="document_print"),
    path("documents/<int:pk>.pdf", document_pdf, name="document_pdf"),
    path("agent/pair", agent_pair, name="agent_pair"),
    path("agent/next", agent_next, name="agent_next"),
    path("stations/", stations, name="stations"),
    path("stations/here/", here, name="here"),
    path("stations/choose/", station_choose, name="station_choose"),
    path("stations/leave/", station_leave, name="station_leave"),
    path("stations/prove/", verify_printer, name="prove"),
    path("stations/go-on/", printing_go_on, name="printing_go_on"),
    path("stations/agents/packages_agent.py", agent_download, name="agent_download"),
    path("stations/agents/code/", agent_code, name="agent_code"),
    path("stations/agents/<int:pk>/revoke/", agent_revoke, name="agent_revoke"),
    path("stations/agents/<int:pk>/move/", agent_move, name="agent_move"),
    path("stations/agents/<int:pk>/delete/", agent_delete, name="agent_delete"),
    path("stations/carriers/", carrier_dpi, name="carrier_dpi"),
    path("stations/add/", station_add, name="station_add"),
    path("stations/<int:pk>/", station, name="station"),
    path("stations/<int:pk>/shift/", station_shift, name="station_shift"),
    path("stations/<int:pk>/use/", station_use, name="station_use"),
    path("stations/<int:pk>/edit/", station_edit, name="station_edit"),
    path("stations/<int:pk>/delete/", station_delete, name="station_delete"),
    path("stations/<int:pk>/printer/", station_printer, name="station_printer"),
    path("stations/printers/add/", printer_add, name="printer_add"),
    path("stations/printers/<int:pk>/edit/", printer_edit, name="printer_edit"),
    path("stations/printers/<int:pk>/delete/", printer_delete, name="printer_delete"),
    path("stations/printers/<int:pk>/look/", printer_look, name="printer_look"),
    path("stations/printers/<int:pk>/pair/", printer_pair, name="printer_pair"),
    path("stations/printers/<int:pk>/pause/", printer_pause, name="printer_pause"),
    path("stations/printers/<int:pk>/resume/", printer_resume, name="printer_resume"),
    path("stations/printers/<int:pk>/test/", printer_test, name="printer_test"),
    path("stations/slips/<int:pk>/", slip, name="slip"),
    path("stations/slips/<int:pk>.pdf", slip_pdf, name="slip_pdf"),
]
