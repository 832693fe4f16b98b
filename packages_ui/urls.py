"""The addresses of the packages screens: the name of each is its verb."""

from django.urls import URLPattern, URLResolver, path

from packages_ui.views.barcode_forget import barcode_forget
from packages_ui.views.barcode_teach import barcode_teach
from packages_ui.views.barcodes import barcodes
from packages_ui.views.barcodes_csv import barcodes_csv
from packages_ui.views.barcodes_import import barcodes_import
from packages_ui.views.batch import batch
from packages_ui.views.batch_answer import batch_answer
from packages_ui.views.batch_came_out import batch_came_out
from packages_ui.views.batch_cancel import batch_cancel
from packages_ui.views.batch_create import batch_create
from packages_ui.views.batch_looked import batch_looked
from packages_ui.views.batch_move import batch_move
from packages_ui.views.batch_open import batch_open
from packages_ui.views.batch_pause import batch_pause
from packages_ui.views.batch_pdf import batch_pdf
from packages_ui.views.batch_reprint import batch_reprint
from packages_ui.views.batch_resume import batch_resume
from packages_ui.views.batch_retry import batch_retry
from packages_ui.views.batch_unpause import batch_unpause
from packages_ui.views.batches import batches
from packages_ui.views.carrier_dpi import carrier_dpi
from packages_ui.views.counts import counts
from packages_ui.views.detail import detail
from packages_ui.views.document import document
from packages_ui.views.document_pdf import document_pdf
from packages_ui.views.document_print import document_print
from packages_ui.views.documents import documents
from packages_ui.views.handover import handover
from packages_ui.views.handover_again import handover_again
from packages_ui.views.handover_close import handover_close
from packages_ui.views.handover_closed import handover_closed
from packages_ui.views.handover_list import handover_list
from packages_ui.views.handover_remove import handover_remove
from packages_ui.views.handover_scan import handover_scan
from packages_ui.views.here import here
from packages_ui.views.item_counts import item_counts
from packages_ui.views.label import label
from packages_ui.views.label_file import label_file
from packages_ui.views.list import list_
from packages_ui.views.overview import overview
from packages_ui.views.pack import pack
from packages_ui.views.pack_again import pack_again
from packages_ui.views.pack_missing import pack_missing
from packages_ui.views.pack_scan import pack_scan
from packages_ui.views.pack_shortage import pack_shortage
from packages_ui.views.pack_waiting import pack_waiting
from packages_ui.views.pack_withdraw import pack_withdraw
from packages_ui.views.pack_without_label import pack_without_label
from packages_ui.views.printer_add import printer_add
from packages_ui.views.printer_delete import printer_delete
from packages_ui.views.printer_edit import printer_edit
from packages_ui.views.printer_look import printer_look
from packages_ui.views.printer_pair import printer_pair
from packages_ui.views.printer_pause import printer_pause
from packages_ui.views.printer_resume import printer_resume
from packages_ui.views.printer_test import printer_test
from packages_ui.views.printing_go_on import printing_go_on
from packages_ui.views.prove import prove
from packages_ui.views.reject import reject
from packages_ui.views.release import release
from packages_ui.views.shipping_method import shipping_method
from packages_ui.views.slip import slip
from packages_ui.views.slip_pdf import slip_pdf
from packages_ui.views.split import split
from packages_ui.views.station import station
from packages_ui.views.station_add import station_add
from packages_ui.views.station_choose import station_choose
from packages_ui.views.station_delete import station_delete
from packages_ui.views.station_edit import station_edit
from packages_ui.views.station_leave import station_leave
from packages_ui.views.station_printer import station_printer
from packages_ui.views.station_shift import station_shift
from packages_ui.views.station_use import station_use
from packages_ui.views.stations import stations
from packages_ui.views.unknown import unknown
from packages_ui.views.update import update

app_name = "packages_ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("packages/", list_, name="list"),
    path("packages/counts/", counts, name="counts"),
    path("packages/item-counts/", item_counts, name="item_counts"),
    path("packages/<str:number>/", detail, name="detail"),
    path("packages/<str:number>/update/", update, name="update"),
    path("packages/<str:number>/split/", split, name="split"),
    path("packages/<str:number>/reject/", reject, name="reject"),
    path("packages/<str:number>/shipping-method/", shipping_method, name="shipping_method"),
    path("packages/<str:number>/items/<str:item>/release/", release, name="release"),
    path("packages/<str:number>/label/", label, name="label"),
    path("labels/", batches, name="batches"),
    path("labels/unknown/", unknown, name="unknown"),
    path("labels/<int:pk>/raw/", label_file, name="label_file"),
    path("labels/batches/", batch_create, name="batch_create"),
    path("labels/batches/<int:pk>/", batch, name="batch"),
    path("labels/batches/<int:pk>/labels.pdf", batch_pdf, name="batch_pdf"),
    path("labels/batches/<int:pk>/retry/", batch_retry, name="batch_retry"),
    path("labels/batches/<int:pk>/cancel/", batch_cancel, name="batch_cancel"),
    path("labels/batches/<int:pk>/pause/", batch_pause, name="batch_pause"),
    path("labels/batches/<int:pk>/unpause/", batch_unpause, name="batch_unpause"),
    path("labels/batches/<int:pk>/move/", batch_move, name="batch_move"),
    path("labels/batches/<int:pk>/answer/", batch_answer, name="batch_answer"),
    path("labels/batches/<int:pk>/resume/", batch_resume, name="batch_resume"),
    path("labels/batches/<int:pk>/reprint/", batch_reprint, name="batch_reprint"),
    path("labels/batches/<int:pk>/open/", batch_open, name="batch_open"),
    path("labels/batches/<int:pk>/came-out/", batch_came_out, name="batch_came_out"),
    path("labels/batches/<int:pk>/looked/", batch_looked, name="batch_looked"),
    path("pack/", pack, name="pack"),
    path("pack/scan/", pack_scan, name="pack_scan"),
    path("pack/missing/", pack_missing, name="pack_missing"),
    path("pack/missing/shortage/", pack_shortage, name="pack_shortage"),
    path("pack/without-label/", pack_without_label, name="pack_without_label"),
    path("pack/waiting/", pack_waiting, name="pack_waiting"),
    path("pack/waiting/<int:pk>/again/", pack_again, name="pack_again"),
    path("pack/waiting/<int:pk>/withdraw/", pack_withdraw, name="pack_withdraw"),
    path("pack/barcodes/", barcodes, name="barcodes"),
    path("pack/barcodes/barcodes.csv", barcodes_csv, name="barcodes_csv"),
    path("pack/barcodes/import/", barcodes_import, name="barcodes_import"),
    path("pack/barcodes/teach/", barcode_teach, name="barcode_teach"),
    path("pack/barcodes/<int:pk>/forget/", barcode_forget, name="barcode_forget"),
    path("handover/", handover, name="handover"),
    path("handover/scan/", handover_scan, name="handover_scan"),
    path("handover/boxes/<int:pk>/remove/", handover_remove, name="handover_remove"),
    path("handover/<int:pk>/", handover_closed, name="handover_closed"),
    path("handover/<int:pk>/close/", handover_close, name="handover_close"),
    path("handover/<int:pk>/list/", handover_list, name="handover_list"),
    path("handover/<int:pk>/again/", handover_again, name="handover_again"),
    path("documents/", documents, name="documents"),
    path("documents/<int:pk>/", document, name="document"),
    path("documents/<int:pk>/print/", document_print, name="document_print"),
    path("documents/<int:pk>.pdf", document_pdf, name="document_pdf"),
    path("stations/", stations, name="stations"),
    path("stations/here/", here, name="here"),
    path("stations/choose/", station_choose, name="station_choose"),
    path("stations/leave/", station_leave, name="station_leave"),
    path("stations/prove/", prove, name="prove"),
    path("stations/go-on/", printing_go_on, name="printing_go_on"),
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
