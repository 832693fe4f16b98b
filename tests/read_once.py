"""The barcodes of a label that came out: who waits for one asks again and again."""

from functools import cache

from packages_ui.labels.read import read_barcodes


@cache
def texts_on(pdf: bytes) -> list[str]:
    return read_barcodes(pdf)
