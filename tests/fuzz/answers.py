"""Answers of Seller Center with every field of the worst kind: each is read, or refused with its path."""

import json
from collections.abc import Iterator
from typing import Any

from packages_ui.sandbox.app import Sandbox
from packages_ui.seller_center import decoding
from packages_ui.seller_center.decoding import NotAsDocumented
from packages_ui.seller_center.types import ItemFilters, PackageFilters
from tests.fuzz.mutate import answers


def samples() -> Iterator[tuple[Any, Any]]:
    """Bodies as they are documented, and what reads them."""
    record = next(iter(Sandbox(packages=1, seed=1).packages.values()))
    package = json.loads(json.dumps(record.body, default=str))
    item = {"number": "1-1", "status": 1, "product": "SKU", "amount": "9.90", "has_reservation": True}
    page = {"count": 1, "next": None, "previous": None}
    yield {**page, "results": [package]}, lambda content: decoding.packages(content, PackageFilters())
    yield {**page, "results": [item]}, lambda content: decoding.items(content, ItemFilters())
    yield {**page, "results": [{"id": "a", "name": "b", "shipping_company": {"name": "c"}}]}, _methods
    yield {"data": "^XA^XZ"}, decoding.label
    yield package, decoding.package


def try_all() -> tuple[int, int]:
    """How many were read, and how many refused. Whatever else is raised is a finding."""
    read = refused = 0
    for sample, reads in samples():
        for content in answers(sample):
            try:
                reads(content)
                read += 1
            except NotAsDocumented:
                refused += 1
    return read, refused


def _methods(content: bytes) -> object:
    return decoding.methods(content, ItemFilters())
