"""Inside a child: carries out a request. Loads all drawing libraries."""

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from msgspec import Raw

from packages_ui.drawing import requests
from packages_ui.drawing.requests import Answer, AnyRequest, Broke, DiskRefused, Done, Refused
from packages_ui.labels import for_printer, own, slips
from packages_ui.labels.documents.command_sheet import draw_command_sheet
from packages_ui.labels.documents.contents import Paper
from packages_ui.labels.documents.handover_list import draw_handover_list
from packages_ui.labels.documents.packing_slip import draw_packing_slips
from packages_ui.labels.documents.pick_list import draw_pick_list
from packages_ui.labels.documents.station_slip import draw_station_slip
from packages_ui.labels.documents.words import Language
from packages_ui.labels.errors import LabelError
from packages_ui.labels.join import join
from packages_ui.labels.pages import check_opens, to_paged
from packages_ui.labels.papers import Drawn, Paged, Printable, is_raster
from packages_ui.labels.pdfium import count_pages
from packages_ui.labels.preview import pages_of, preview
from packages_ui.labels.product_label import draw_product_label
from packages_ui.labels.product_picture import product_pictures
from packages_ui.labels.raster import join_rasters, to_raster
from packages_ui.labels.read import read_barcodes

T = TypeVar("T")


def answer(request: AnyRequest, step: Callable[[int], None]) -> Answer:
    """The result; `step` is called before each label of many. After Broke the process must not be used
    again."""
    try:
        if isinstance(request, requests.Join):
            result: object = _join(request, step)
        elif isinstance(request, requests.DrawPackingSlips):
            result = _packing_slips(request, step)
        else:
            result = WORK[type(request)](request)
        return Done(Raw(requests.pack(result)))
    except LabelError as error:
        return Refused(error.sentence, error.position)
    except MemoryError as error:
        return Broke(_place(error), is_memory=True)
    except OSError as error:
        return DiskRefused(error.errno or 0, error.strerror or "the disk refused it")
    except BaseException as error:  # noqa: BLE001 - libraries raise what is no Exception
        return Broke(_place(error))


def _place(error: BaseException) -> str:
    """Type and place only: its text may contain what is on the label."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def _to_pdf(request: requests.ToPdf) -> bytes:
    return _to_paged(request).pdf


def _to_paged(request: requests.ToPdf | requests.ToPaged) -> Paged:
    paged = to_paged(request.content, request.format, size=request.size, dpi=request.made_for)
    check_opens(paged.pdf)
    return paged


def _to_zpl(request: requests.ToZpl) -> Printable:
    if request.as_it_came:
        return for_printer.zpl_as_it_came(request.content, media=request.media)
    return for_printer.to_zpl(request.content, request.format, media=request.media, made_for=request.made_for)


def _to_pages(request: requests.ToPages) -> Printable:
    made = for_printer.to_pages(
        request.content, request.format, media=request.media, made_for=request.made_for
    )
    return _rastered(made, request.raster)


def _document_to_pages(request: requests.DocumentToPages) -> Printable:
    return _rastered(for_printer.document_to_pages(request.pdf, media=request.media), request.raster)


def _rastered(printable: Printable, raster: requests.Raster | None) -> Printable:
    if raster is None:
        return printable
    content = to_raster(printable.content, dpi=raster.dpi, kind=raster.kind)
    return replace(printable, content=content)


def _join(request: requests.Join, step: Callable[[int], None]) -> int:
    return join(map(Path, _one_by_one(request.paths, step)), Path(request.into))


def _one_by_one(many: Sequence[T], step: Callable[[int], None]) -> Iterator[T]:
    for position, item in enumerate(many):
        step(position)
        yield item
    step(len(many))  # what follows is for all of them


def _packing_slips(request: requests.DrawPackingSlips, step: Callable[[int], None]) -> Drawn:
    slips = _one_by_one(request.slips, step)
    return _drawn(draw_packing_slips(slips, **_on(request), with_prices=request.with_prices))


class On(TypedDict):
    """Paper and language of a document."""

    paper: Paper
    language: Language


def _on(request: requests.DrawDocument) -> On:
    return {"paper": request.paper, "language": request.language}


def _drawn(pdf: bytes) -> Drawn:
    return Drawn(pdf, count_pages(pdf))


def _together(request: requests.Together) -> bytes:
    return _joined(request.first, request.second)


def _repeat(request: requests.Repeat) -> bytes:
    return _joined(*[request.content] * request.copies)


def _joined(*parts: bytes) -> bytes:
    if is_raster(parts[0]):
        return reduce(join_rasters, parts)
    pages = BytesIO()
    join(parts, pages)
    return pages.getvalue()


WORK: dict[type[AnyRequest], Callable[[Any], Any]] = {
    requests.ToPdf: _to_pdf,
    requests.ToPaged: _to_paged,
    requests.ToZpl: _to_zpl,
    requests.ToPages: _to_pages,
    requests.DocumentToPages: _document_to_pages,
    requests.Together: _together,
    requests.Repeat: _repeat,
    requests.Preview: lambda request: preview(request.pdf, width_px=request.width_px),
    requests.Pages: lambda request: list(pages_of(request.pdf, dpi=request.dpi)),
    requests.CheckPdf: lambda request: check_opens(request.pdf),
    requests.DrawPictures: lambda request: product_pictures(request.content),
    requests.ReadBarcodes: lambda request: read_barcodes(request.pdf),
    requests.DrawOwnLabel: lambda request: own.draw_own_labels([request.label]),
    requests.DrawSlip: lambda request: slips.draw_slip(request.slip, size=request.size),
    requests.DrawProductLabel: lambda request: draw_product_label(request.label, size=request.size),
    requests.DrawTestPage: lambda request: slips.draw_test_page(
        media=request.media, lines=request.lines, barcode_text=request.barcode_text
    ),
    requests.DrawPickList: lambda request: _drawn(draw_pick_list(request.pick_list, **_on(request))),
    requests.DrawCommandSheet: lambda request: _drawn(draw_command_sheet(request.desks, **_on(request))),
    requests.DrawStationSlip: lambda request: _drawn(draw_station_slip(request.slip, **_on(request))),
    requests.DrawHandoverList: lambda request: _drawn(draw_handover_list(request.handover, **_on(request))),
}
